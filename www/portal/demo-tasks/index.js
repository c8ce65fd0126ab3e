import { siteText } from '../tasks/moment.js';
import { edgeCases } from './edge-cases.js';
import { englishTasks } from './english.js';
import { russianTasks } from './russian.js';

/**
 * The default tasks of a portal: a furniture maker's in English (users 1, 2 and
 * 4) and in Russian (user 5), and edge cases (user 6).
 *
 * @param {import('../tasks/moment.js').DateSettings} dates
 * @param {number} now Epoch seconds to which the tasks' dates are relative.
 */
export function demoTasks(dates, now) {
  /** @type {import('./task.js').FormatTime} */
  const at = (seconds) => siteText('DateTime', now + seconds + dates.userOffset, dates);
  return [...englishTasks(at), ...russianTasks(at), ...edgeCases(at)];
}
