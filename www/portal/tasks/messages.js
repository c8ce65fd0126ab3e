/** The sentences behind `ERROR_TASK_EXECUTION`; portals translate them. */
export const MESSAGES = {
  noAction: () => 'The selected action is not available for this task.',
  /** @param {string} title */
  fieldMissing: (title) => `The field "${title}" is required.`,
  workflowLocked: () => 'The workflow is busy with another answer. Please try again later.',
  workflowFailed: () => 'The workflow could not go on.',
  nothingToDelegate: () => 'There are no tasks to delegate.',
  onlyEmployees: () => 'Tasks may be delegated to employees only.',
  notYourPeople: () => 'You may delegate your own tasks and those of your subordinates only.',
  /** @param {string} name */
  delegationForbidden: (name) => `The task "${name}" may not be delegated to this employee.`,
  alreadyParticipant: () => 'The employee is already a participant of the task.',
  intInvalid: () => 'The value is not an integer.',
  doubleInvalid: () => 'The value is not a number.',
  boolInvalid: () => 'The value is neither yes nor no.',
  dateInvalid: () => 'The value is not a valid date.',
  selectInvalid: () => 'The selected value is not on the list.',
  /** @param {string} [label] */
  commentMissing: (label = 'Comment') => `Please fill in "${label}".`,
};
