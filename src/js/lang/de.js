import messages from '../../messages/de.txt';
import { de as texts } from '../element/texts/de.js';
import { registerLanguage } from '../runtime.js';

/** @type {import('bizproc-tasks').Language} */
const language = { lang: 'de', messages, texts };
registerLanguage(language);
export default language;
