import messages from '../../messages/es.txt';
import { es as texts } from '../element/texts/es.js';
import { registerLanguage } from '../runtime.js';

/** @type {import('bizproc-tasks').Language} */
const language = { lang: 'es', aliases: ['la'], messages, texts };
registerLanguage(language);
export default language;
