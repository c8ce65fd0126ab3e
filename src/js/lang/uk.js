import messages from '../../messages/uk.txt';
import { uk as texts } from '../element/texts/uk.js';
import { registerLanguage } from '../runtime.js';

/** @type {import('bizproc-tasks').Language} */
const language = { lang: 'uk', aliases: ['ua'], messages, texts };
registerLanguage(language);
export default language;
