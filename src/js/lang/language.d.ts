import type { Language } from 'bizproc-tasks';

/** The texts of the language. Importing the module adds the language: see `addLanguage`. */
declare const language: Language;
export default language;
