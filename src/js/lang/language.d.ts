import type { Language } from 'bizproc-tasks';

/** The texts of the language. Importing the module makes them known: see `addLanguage`. */
declare const language: Language;
export default language;
