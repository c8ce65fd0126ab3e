import { en } from './texts/en.js';

/**
 * The name of a type of task.
 *
 * @param {string} activity
 * @param {import('./translator.js').Translator} t
 */
export function activityName(activity, t) {
  const key = /** @type {keyof typeof en} */ (`activity.${activity}`);
  return t(key in en ? key : 'activity.other');
}
