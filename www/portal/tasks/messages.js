/** The sentences behind `ERROR_TASK_EXECUTION`; portals translate them. */
export const MESSAGES = {
  noAction: () => 'The selected action is not available for this task.',
  /** @param {string} title */
  fieldMissing: (title) => `The field "${title}" is required.`,
  intInvalid: () => 'The value is not an integer.',
  doubleInvalid: () => 'The value is not a number.',
  dateInvalid: () => 'The value is not a valid date.',
  selectInvalid: () => 'The selected value is not on the list.',
  /** @param {string} [label] */
  commentMissing: (label = 'Comment') => `Please fill in "${label}".`,
};
