import messages from '../../messages/pl.txt';
import { pl as texts } from '../element/texts/pl.js';
import { registerLanguage } from '../runtime.js';

/** @type {import('bizproc-tasks').Language} */
const language = { lang: 'pl', messages, texts };
registerLanguage(language);
export default language;
