import messages from '../../messages/zh-cn.txt';
import { zhCn as texts } from '../element/texts/zh-cn.js';
import { registerLanguage } from '../runtime.js';

/** @type {import('bizproc-tasks').Language} */
const language = { lang: 'zh-CN', aliases: ['sc'], messages, texts };
registerLanguage(language);
export default language;
