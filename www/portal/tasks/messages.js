/** The sentences behind `ERROR_TASK_EXECUTION`; portals translate them. */
export const MESSAGES = {
  noAction: () => 'The selected action is not available for this task.',
  /** @param {string} title */
  fieldMissing: (title) => `The field "${title}" is required.`,
  /** @param {string} [label] */
  commentMissing: (label = 'Comment') => `Please fill in "${label}".`,
};
