import { DAY, field, HOUR, LIST_ELEMENT, task as make } from './task.js';

/** @typedef {import('./task.js').Task} Task */

const REQUEST = 'RequestInformationActivity';
const OPTIONAL = 'RequestInformationOptionalActivity';

const HOSTILE =
  '<script>alert(1)</script> "double" \'single\' & &amp; [b]bold[/b] [url=javascript:alert(1)]link[/url] ' +
  '\u202Eright to left\u202C مرحبا 👩‍👩‍👧 {=Document:NAME} $result[x] ' +
  'averylongwordthatneverbreaks'.repeat(6);

/**
 * One task for each edge case.
 *
 * @param {import('./task.js').FormatTime} at
 * @returns {Task[]}
 */
export function edgeCases(at) {
  return [
    task(601, REQUEST, 'Every type of a list', {
      DOCUMENT_ID: LIST_ELEMENT.DOCUMENT_ID,
      PARAMETERS: { ...LIST_ELEMENT, TaskButtonMessage: 'Send', REQUEST: listFields() },
    }),
    task(602, REQUEST, 'Every type of the CRM', {
      PARAMETERS: { TaskButtonMessage: 'Send', REQUEST: crmFields() },
    }),
    task(603, REQUEST, 'Everything required', {
      DOCUMENT_ID: LIST_ELEMENT.DOCUMENT_ID,
      PARAMETERS: {
        ...LIST_ELEMENT,
        TaskButtonMessage: 'Send',
        ShowComment: 'Y',
        CommentRequired: 'Y',
        CommentLabelMessage: 'Remark',
        REQUEST: listFields()
          .filter(({ Type }) => Type !== 'time')
          .map((one) => ({ ...one, Required: true })),
      },
    }),
    task(604, REQUEST, 'Several values each', {
      DOCUMENT_ID: LIST_ELEMENT.DOCUMENT_ID,
      PARAMETERS: {
        ...LIST_ELEMENT,
        TaskButtonMessage: 'Send',
        REQUEST: listFields().map((one) => ({ ...one, Multiple: true, Default: null })),
      },
    }),
    task(605, REQUEST, 'A hundred fields', {
      PARAMETERS: {
        TaskButtonMessage: 'Send',
        REQUEST: Array.from({ length: 100 }, (_, index) =>
          field(`field_${index + 1}`, `Field ${index + 1}`, index % 3 === 0 ? 'int' : 'string'),
        ),
      },
    }),
    task(606, REQUEST, HOSTILE, {
      DESCRIPTION: HOSTILE,
      DOCUMENT_NAME: HOSTILE,
      PARAMETERS: {
        TaskButtonMessage: HOSTILE,
        ShowComment: 'Y',
        CommentLabelMessage: HOSTILE,
        REQUEST: [
          field('text', HOSTILE, 'string', { Description: HOSTILE, Default: HOSTILE }),
          field('choice', 'Choice', 'select', { Options: { '<b>': HOSTILE, '"': "'" } }),
        ],
      },
    }),
    task(607, REQUEST, 'Fields that cannot be filled in by REST', {
      PARAMETERS: {
        TaskButtonMessage: 'Send',
        REQUEST: [
          field('room', 'Room', 'UF:resourcebooking'),
          field('when', 'Time', 'time'),
          { ...field('lost', '', 'string'), Title: undefined, Name: 'lost', Required: false },
          { Name: 'swapped', Title: 'Name before title', Type: 'string', Required: false },
        ],
      },
    }),
    task(608, REQUEST, 'A required field of an unknown type: can never be done', {
      PARAMETERS: {
        TaskButtonMessage: 'Send',
        REQUEST: [field('room', 'Room', 'UF:resourcebooking', { Required: true })],
      },
    }),
    task(609, OPTIONAL, 'A refusal that saves the fields, and demands the required ones', {
      PARAMETERS: {
        TaskButtonMessage: 'Send',
        TaskButtonCancelMessage: 'Refuse',
        SaveVariables: true,
        REQUEST: [field('reason', 'Reason', 'string', { Required: true })],
      },
    }),
    task(610, 'ApproveActivity', 'A comment is needed to approve', {
      PARAMETERS: { ShowComment: 'Y', CommentRequired: 'YA', CommentLabelMessage: '' },
    }),
    task(611, 'ApproveActivity', 'A comment would be required, but is not shown', {
      PARAMETERS: { ShowComment: 'N', CommentRequired: 'Y' },
    }),
    task(612, 'ExternalEventActivity', 'A type of task that REST cannot complete', {}),
    task(613, 'ReviewActivity', 'The workflow goes on for eight seconds', {
      AFTER_COMPLETION: { takesMs: 8000 },
    }),
    task(614, 'ReviewActivity', 'The workflow fails after the answer was stored', {
      AFTER_COMPLETION: { failsWith: 'ERROR_TASK_EXECUTION' },
    }),
    task(615, 'ReviewActivity', 'The task disappears as soon as it is done', {
      AFTER_COMPLETION: { vanishesAfterMs: 0 },
    }),
    task(616, 'ReviewActivity', 'Timed out', {
      STATUS: '4',
      USER_STATUS: '2',
      OVERDUE_DATE: at(-DAY),
    }),
    task(617, OPTIONAL, 'Cancelled', { STATUS: '5', USER_STATUS: '4' }),
    task(618, 'ReviewActivity', 'Delegated by user 1', { ORIGINAL_USER_ID: 1 }),
    task(619, 'ReviewActivity', 'May be delegated to nobody', { DELEGATION_TYPE: 3 }),
    task(620, 'ReviewActivity', '', { DESCRIPTION: null, DOCUMENT_NAME: null, PARAMETERS: null }),
  ].map((one) => ({ MODIFIED: at(-HOUR), WORKFLOW_STARTED: at(-DAY), ...one }));
}

function listFields() {
  return [
    field('bool', 'Yes or no', 'bool', { Default: 'N' }),
    field('int', 'Whole number', 'int', { Default: 7 }),
    field('double', 'Number', 'double', { Default: '1.5' }),
    field('string', 'Line', 'string', { Default: 'text' }),
    field('text', 'Lines', 'text'),
    field('select', 'Choice', 'select', { Options: ['None', 'One', 'Two'], Default: '1' }),
    field('internalselect', 'Choice of the list', 'internalselect', { Options: 'PROPERTY_COLOUR' }),
    field('date', 'Date', 'date', { Default: '31.01.2025' }),
    field('datetime', 'Date and time', 'datetime', { Default: '31.01.2025 10:20:30' }),
    field('time', 'Time', 'time', { Default: '10:20' }),
    field('user', 'Person', 'user', { Default: 'user_1' }),
    field('file', 'File', 'file', { Default: 501 }),
    field('crm', 'CRM item', 'E:ECrm', {
      Options: { CONTACT: 'Y', COMPANY: 'Y' },
      Default: 'C_607',
    }),
    field('element', 'List element', 'E:EList', { Options: '171', Default: '2249' }),
    field('html', 'Formatted text', 'S:HTML', { Default: { TYPE: 'html', TEXT: '<b>x</b>' } }),
    field('disk', 'File of the Drive', 'S:DiskFile'),
    field('money', 'Amount', 'S:Money', { Default: '100.50|USD' }),
    field('employee', 'Employee', 'S:employee', { Default: 'user_2' }),
    field('sequence', 'Counter', 'N:Sequence', { Default: 12 }),
  ];
}

function crmFields() {
  return [
    field('phone', 'Telephone', 'phone'),
    field('email', 'E-mail', 'email'),
    field('web', 'Website', 'web'),
    field('im', 'Messenger', 'im'),
    field('category', 'Pipeline', 'deal_category', { Default: '0' }),
    field('stage', 'Stage', 'deal_stage', { Settings: { categoryId: 0 }, Default: 'NEW' }),
    field('lead_status', 'Lead status', 'lead_status'),
    field('sms', 'SMS sender', 'sms_sender'),
    field('mail', 'Mail sender', 'mail_sender'),
    field('uf_date', 'Date', 'UF:date', { Default: '31.01.2025' }),
    field('uf_money', 'Amount', 'UF:money', { Default: '100|EUR' }),
    field('uf_url', 'Link', 'UF:url'),
    field('uf_address', 'Address', 'UF:address', { Default: 'Main St &amp; 1st Ave|59.9;10.7|0' }),
    field('uf_crm', 'CRM item', 'UF:crm', { Options: { CONTACT: 'Y' }, Default: '607' }),
    field('uf_status', 'Directory', 'UF:crm_status', { Options: 'SOURCE' }),
    field('uf_element', 'List element', 'UF:iblock_element', { Options: '171' }),
    field('uf_section', 'List section', 'UF:iblock_section', { Options: '171' }),
  ];
}

/**
 * @param {number} id
 * @param {string} activity
 * @param {string} name
 * @param {Partial<Task>} more
 * @returns {Task}
 */
function task(id, activity, name, more) {
  const made = make(id, 6, activity, { NAME: name, DOCUMENT_NAME: 'Edge cases', ...more });
  return more.PARAMETERS === null ? { ...made, PARAMETERS: null } : made;
}
