import messages from '../../messages/tr.txt';
import { tr as texts } from '../element/texts/tr.js';
import { registerLanguage } from '../runtime.js';

/** @type {import('bizproc-tasks').Language} */
const language = { lang: 'tr', messages, texts };
registerLanguage(language);
export default language;
