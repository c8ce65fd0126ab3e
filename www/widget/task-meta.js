/**
 * @param {import('bizproc-tasks').Task} task
 * @param {import('./translator.js').Translator} t
 */
export function taskName({ name }, t) {
  return name.trim() || t('task.untitled');
}

/** @param {import('bizproc-tasks').Task} task */
export function isLate({ overdue }) {
  return overdue !== null && Date.parse(overdue) < Date.now();
}

/**
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
