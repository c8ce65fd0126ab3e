import {
  COMPANY,
  COMPLAINT,
  CONTACT,
  DAY,
  field,
  HOUR,
  LEAD,
  LIST_ELEMENT,
  task as make,
} from './task.js';

/** @typedef {import('./task.js').Task} Task */

const DEAL_NAME = 'Furniture for the Aurora Hotel';

/**
 * Tasks of a company that makes furniture.
 *
 * @param {import('./task.js').FormatTime} at
 * @returns {Task[]}
 */
export function englishTasks(at) {
  return [
    task(101, 1, 'ApproveActivity', {
      NAME: 'Approve a 12% discount for the Aurora Hotel',
      DESCRIPTION:
        'The customer takes all 48 rooms if we go down from the list price by [b]12%[/b].\n' +
        'Margin after discount: 21%. A reason is needed if you refuse.',
      MODIFIED: at(-2 * HOUR),
      WORKFLOW_STARTED: at(-3 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Discount approval',
      OVERDUE_DATE: at(2 * DAY),
      PARAMETERS: {
        TaskButton1Message: 'Approve',
        TaskButton2Message: 'Refuse',
        CommentLabelMessage: 'Reason',
        ShowComment: 'Y',
        CommentRequired: 'YR',
      },
    }),
    task(102, 1, 'RequestInformationActivity', {
      NAME: 'Delivery details for the first batch',
      DESCRIPTION: 'Logistics books the lorry as soon as these are in.',
      MODIFIED: at(-5 * HOUR),
      WORKFLOW_STARTED: at(-6 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Delivery planning',
      PARAMETERS: {
        TaskButtonMessage: 'Send',
        CommentLabelMessage: 'Note for the driver',
        ShowComment: 'Y',
        CommentRequired: 'N',
        REQUEST: [
          field('address', 'Delivery address', 'string', { Required: true }),
          field('delivery_date', 'Delivery date', 'date', { Required: true }),
          field('window', 'Time window', 'select', {
            Required: true,
            Options: {
              morning: 'Morning, 8–12',
              afternoon: 'Afternoon, 12–17',
              evening: 'Evening, 17–20',
            },
            Default: 'morning',
          }),
          field('contact', 'Contact on site', 'user', { Description: 'Who opens the gate.' }),
          field('lift', 'Goods lift available', 'bool', { Default: 'Y' }),
          field('floors', 'Floors', 'select', {
            Multiple: true,
            Options: { ground: 'Ground floor', first: 'First floor', second: 'Second floor' },
            Default: ['ground'],
          }),
          field('pallets', 'Pallets', 'int', { Default: 14 }),
          field('instructions', 'Instructions', 'text', {
            Description: 'Anything the crew should know: gates, parking, house rules.',
          }),
        ],
      },
    }),
    task(103, 1, 'RequestInformationOptionalActivity', {
      NAME: 'Supplier data of Baltic Timber',
      DESCRIPTION: 'Accounting opens the supplier with these. Refuse if you do not know them.',
      MODIFIED: at(-DAY),
      WORKFLOW_STARTED: at(-DAY - HOUR),
      WORKFLOW_TEMPLATE_NAME: 'New supplier',
      PARAMETERS: {
        TaskButtonMessage: 'Submit',
        TaskButtonCancelMessage: 'I cannot provide this',
        SaveVariables: false,
        CommentLabelMessage: 'Why not',
        ShowComment: 'Y',
        CommentRequired: 'YR',
        REQUEST: [
          field('company', 'Company', 'UF:crm', {
            Required: true,
            Options: { COMPANY: 'Y', CONTACT: 'Y', LEAD: 'N', DEAL: 'N' },
            Default: 'CO_31',
          }),
          field('phone_number', 'Telephone', 'phone', { Required: true }),
          field('email', 'E-mail', 'email', { Multiple: true }),
          field('limit', 'Credit limit', 'UF:money', { Default: '15000|EUR' }),
          field('discount', 'Agreed discount, %', 'double'),
          field('valid_until', 'Terms valid until', 'datetime'),
          field('contract', 'Signed contract', 'file'),
          field('papers', 'Supporting documents', 'file', { Multiple: true }),
        ],
      },
    }),
    task(104, 1, 'ReviewActivity', {
      NAME: 'Read the new travel policy',
      DESCRIPTION:
        'From next month trips are booked through the portal only. What changes:\n\n' +
        '1. Trains before planes on everything under five hours.\n' +
        '2. Hotels up to 140 EUR a night need no approval; anything above goes to your manager.\n' +
        '3. Receipts are photographed on the day, not collected in envelopes until December.\n' +
        '4. Mileage is paid only where no public transport gets you there in twice the time.\n\n' +
        'The full text has eleven pages and hangs in the document library. Questions go to ' +
        'Human Resources, who have promised to answer within a day, and to write the answers ' +
        'down where everyone can find them. Please confirm that you have read it.',
      MODIFIED: at(-2 * DAY),
      WORKFLOW_STARTED: at(-2 * DAY),
      WORKFLOW_TEMPLATE_NAME: 'Company news',
      DOCUMENT_NAME: 'Travel policy 2.0',
      DOCUMENT_ID: LIST_ELEMENT.DOCUMENT_ID,
      PARAMETERS: {
        ...LIST_ELEMENT,
        TaskButtonMessage: 'I have read it',
        ShowComment: 'N',
        CommentRequired: 'N',
      },
    }),
    task(105, 1, 'ApproveActivity', {
      NAME: 'Pay invoice 0814 of Nordic Fabrics',
      DESCRIPTION: '4,380.00 EUR, upholstery fabric for rooms 1–24. [b]Due last week.[/b]',
      MODIFIED: at(-9 * DAY),
      WORKFLOW_STARTED: at(-10 * DAY),
      WORKFLOW_TEMPLATE_NAME: 'Invoices',
      OVERDUE_DATE: at(-3 * DAY),
      PARAMETERS: {
        TaskButton1Message: 'Pay',
        TaskButton2Message: 'Return to sender',
        CommentLabelMessage: 'Comment for accounting',
        ShowComment: 'Y',
        CommentRequired: 'N',
      },
    }),
    task(106, 1, 'ReviewActivity', {
      NAME: 'Acceptance of the sample room',
      DESCRIPTION: 'The sample room stands in hall 3. Write down what must change before series.',
      MODIFIED: at(-4 * DAY),
      WORKFLOW_STARTED: at(-5 * DAY),
      WORKFLOW_TEMPLATE_NAME: 'Sample acceptance',
      PARAMETERS: {
        TaskButtonMessage: 'Done',
        CommentLabelMessage: 'Findings',
        ShowComment: 'Y',
        CommentRequired: 'Y',
      },
    }),
    ...[1, 4].map((user) =>
      task(107, user, 'ApproveActivity', {
        NAME: 'Sign off the framework contract',
        DESCRIPTION: 'Sales and legal both have to agree.',
        MODIFIED: at(-6 * DAY),
        WORKFLOW_STARTED: at(-7 * DAY),
        WORKFLOW_TEMPLATE_NAME: 'Contracts',
        PARAMETERS: {
          ApproveType: 'all',
          TaskButton1Message: 'Agree',
          TaskButton2Message: 'Disagree',
          CommentLabelMessage: 'Comment',
          ShowComment: 'Y',
          CommentRequired: 'N',
        },
      }),
    ),
    task(108, 1, 'ApproveActivity', {
      NAME: 'Approve overtime in week 38',
      STATUS: '1',
      USER_STATUS: '1',
      MODIFIED: at(-20 * DAY),
      WORKFLOW_STARTED: at(-21 * DAY),
      WORKFLOW_TEMPLATE_NAME: 'Overtime',
      PARAMETERS: { TaskButton1Message: 'Approve', TaskButton2Message: 'Refuse', ShowComment: 'N' },
    }),
    task(109, 1, 'ApproveActivity', {
      NAME: 'Offer a visit to the Hotel Fjordblick',
      DESCRIPTION: 'They asked for office chairs at the fair. A visit costs a day of travel.',
      DOCUMENT_ID: LEAD,
      DOCUMENT_NAME: 'Request from the trade fair',
      MODIFIED: at(-3 * HOUR),
      WORKFLOW_STARTED: at(-4 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Lead qualification',
      OVERDUE_DATE: at(DAY),
      PARAMETERS: {
        TaskButton1Message: 'Offer',
        TaskButton2Message: 'Call instead',
        CommentLabelMessage: 'Comment',
        ShowComment: 'Y',
        CommentRequired: 'N',
      },
    }),
    task(110, 1, 'ReviewActivity', {
      NAME: 'Check the contact data of Ingrid Solberg',
      DESCRIPTION: 'Her last e-mail was returned. Write down what has changed.',
      DOCUMENT_ID: CONTACT,
      DOCUMENT_NAME: 'Ingrid Solberg',
      MODIFIED: at(-2 * DAY),
      WORKFLOW_STARTED: at(-2 * DAY),
      WORKFLOW_TEMPLATE_NAME: 'Contact data',
      PARAMETERS: {
        TaskButtonMessage: 'Checked',
        CommentLabelMessage: 'What has changed',
        ShowComment: 'Y',
        CommentRequired: 'N',
      },
    }),
    task(111, 1, 'ApproveActivity', {
      NAME: 'Raise the credit limit of Baltic Timber',
      DESCRIPTION: 'From 15,000 to 25,000 EUR, until the end of the year.',
      DOCUMENT_ID: COMPANY,
      DOCUMENT_NAME: 'Baltic Timber OÜ',
      MODIFIED: at(-DAY),
      WORKFLOW_STARTED: at(-DAY),
      WORKFLOW_TEMPLATE_NAME: 'Credit limits',
      OVERDUE_DATE: at(4 * DAY),
      PARAMETERS: {
        TaskButton1Message: 'Raise',
        TaskButton2Message: 'Leave as it is',
        CommentLabelMessage: 'Reason',
        ShowComment: 'Y',
        CommentRequired: 'YR',
      },
    }),
    task(112, 1, 'RequestInformationActivity', {
      NAME: 'How to settle the scratched table tops',
      DESCRIPTION: 'The hotel waits for an answer about rooms 9–12.',
      DOCUMENT_ID: COMPLAINT,
      DOCUMENT_NAME: 'Scratched table tops, rooms 9–12',
      MODIFIED: at(-5 * HOUR),
      WORKFLOW_STARTED: at(-6 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Complaints',
      OVERDUE_DATE: at(-HOUR),
      PARAMETERS: {
        TaskButtonMessage: 'Settle',
        ShowComment: 'N',
        REQUEST: [
          field('remedy', 'Remedy', 'select', {
            Required: true,
            Options: { repair: 'Repair on site', replace: 'Replace', refund: 'Refund' },
          }),
          field('rooms', 'Rooms', 'int', { Required: true, Default: 4 }),
        ],
      },
    }),
    task(401, 4, 'ReviewActivity', {
      NAME: 'Check the delivery terms',
      DESCRIPTION: 'Only Marta, of legal, is asked.',
      MODIFIED: at(-HOUR),
      WORKFLOW_STARTED: at(-2 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Contracts',
      PARAMETERS: { TaskButtonMessage: 'Checked', ShowComment: 'N' },
    }),
    task(201, 2, 'ApproveActivity', {
      NAME: 'Approve a hotel above the limit',
      DESCRIPTION: 'Nora Lindqvist, trade fair in Milan, 3 nights at 189 EUR.',
      MODIFIED: at(-HOUR),
      WORKFLOW_STARTED: at(-2 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Travel expenses',
      PARAMETERS: {
        TaskButton1Message: 'Approve',
        TaskButton2Message: 'Refuse',
        CommentLabelMessage: 'Comment',
        ShowComment: 'Y',
        CommentRequired: 'YA',
      },
    }),
    task(202, 2, 'RequestInformationActivity', {
      NAME: 'Sales forecast for the next quarter',
      MODIFIED: at(-3 * HOUR),
      WORKFLOW_STARTED: at(-4 * HOUR),
      WORKFLOW_TEMPLATE_NAME: 'Forecast',
      PARAMETERS: {
        TaskButtonMessage: 'Submit',
        ShowComment: 'N',
        REQUEST: [
          field('revenue', 'Expected revenue', 'double', { Required: true }),
          field('risks', 'Risks', 'string', { Multiple: true }),
        ],
      },
    }),
  ];
}

/**
 * @param {number} id
 * @param {number} user
 * @param {string} activity
 * @param {Partial<Task>} more
 */
function task(id, user, activity, more) {
  return make(id, user, activity, { DOCUMENT_NAME: DEAL_NAME, ...more });
}
