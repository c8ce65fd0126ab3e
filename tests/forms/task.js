// One task, with wrong and right input.
import assert from 'node:assert/strict';
import { parseTask, toParams, validateCompletion } from 'bizproc-tasks';

const field = { Description: '', Multiple: false, Required: false, Options: null, Default: null };

export const task = parseTask({
  ID: '1501',
  NAME: 'Order',
  ACTIVITY: 'RequestInformationOptionalActivity',
  USER_STATUS: '0',
  PARAMETERS: {
    CommentLabel: 'Reason',
    CommentRequired: 'Y',
    ShowComment: 'Y',
    StatusOkLabel: 'Send',
    StatusCancelLabel: 'Refuse',
    Fields: [
      { ...field, Id: 'contractor', Type: 'string', Name: 'Contractor', Required: true },
      {
        ...field,
        Id: 'delivery',
        Type: 'select',
        Name: 'Delivery',
        Required: true,
        Options: { post: 'By post', courier: 'By courier' },
      },
      { ...field, Id: 'urgent', Type: 'bool', Name: 'Urgent', Required: true },
      { ...field, Id: 'amounts', Type: 'int', Name: 'Amounts', Required: true, Multiple: true },
      { ...field, Id: 'note', Type: 'string', Name: 'Note', Default: 'As agreed' },
    ],
  },
});

/** The start values of the form. The note is not shown, and keeps its default. */
export const initial = {
  status: 'yes',
  comment: '',
  fields: { contractor: '', delivery: '', urgent: false, amounts: ['', ''] },
};

/** The options of the field for the delivery. One of them is wrong. */
export const options = ['', 'pigeon', 'post', 'courier'];

/**
 * The input of each round, by the names of the controls. The first round has an answer that the task does not accept.
 *
 * @type {Record<string, string>[]}
 */
export const wrong = [
  {
    status: 'maybe',
    comment: ' ',
    'fields.contractor': ' ',
    'fields.delivery': 'pigeon',
    'fields.amounts.0': '12',
    'fields.amounts.1': 'many',
  },
  { status: 'ok', 'fields.amounts.1': '30' },
];

export const right = {
  comment: ' The usual ',
  'fields.contractor': 'Acme',
  'fields.delivery': 'courier',
  'fields.urgent': true,
};

/** The expected messages of the package, by the names of the controls. */
export const messages = [
  messagesFor({ status: 'maybe', amounts: ['12', 'many'] }),
  messagesFor({ status: 'ok', amounts: ['12', '30'] }),
];
const names = messages.map((shown) => Object.keys(shown).sort());
assert.deepEqual(names, [
  ['comment', 'fields.amounts.1', 'fields.contractor', 'fields.delivery', 'status'],
  ['comment', 'fields.contractor', 'fields.delivery'],
]);

/** @param {{ status: string, amounts: string[] }} entered */
function messagesFor({ status, amounts }) {
  const fields = { contractor: ' ', delivery: 'pigeon', urgent: false, amounts };
  const issues = validateCompletion({ taskId: 1501, status, comment: ' ', fields }, task);
  const errors = issues.filter(({ severity }) => severity === 'error');
  return Object.fromEntries(errors.map(({ path, message }) => [path.join('.'), message]));
}

/** The expected output of the library. */
export const params = toParams(
  {
    taskId: 1501,
    status: 'ok',
    comment: ' The usual ',
    fields: { contractor: 'Acme', delivery: 'courier', urgent: true, amounts: ['12', '30'] },
  },
  task,
);
assert.deepEqual(params, {
  TASK_ID: 1501,
  STATUS: 3,
  COMMENT: params.COMMENT,
  FIELDS: {
    contractor: 'Acme',
    delivery: 'courier',
    urgent: 'Y',
    amounts: params.FIELDS?.amounts,
    note: 'As agreed',
  },
});
