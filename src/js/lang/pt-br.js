import messages from '../../messages/pt-br.txt';
import { ptBr as texts } from '../element/texts/pt-br.js';
import { registerLanguage } from '../runtime.js';

/** @type {import('bizproc-tasks').Language} */
const language = { lang: 'pt-BR', aliases: ['br'], messages, texts };
registerLanguage(language);
export default language;
