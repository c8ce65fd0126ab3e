/**
 * The name of a type of task.
 *
 * @param {string} activity
 * @param {import('./translator.js').Translator} t
 */
export function activityName(activity, t) {
  switch (activity) {
    case 'ApproveActivity':
    case 'ReviewActivity':
    case 'RequestInformationActivity':
    case 'RequestInformationOptionalActivity':
      return t(`activity.${activity}`);
    default:
      return t('activity.other');
  }
}
