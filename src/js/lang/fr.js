import messages from '../../messages/fr.txt';
import { fr as texts } from '../element/texts/fr.js';
import { registerLanguage } from '../runtime.js';

/** @type {import('bizproc-tasks').Language} */
const language = { lang: 'fr', messages, texts };
registerLanguage(language);
export default language;
