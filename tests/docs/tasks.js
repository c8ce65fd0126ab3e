// The tasks of the examples.

const deal = ['crm', 'CCrmDocumentDeal', 'DEAL_77'];

/**
 * @param {number} ID
 * @param {string} ACTIVITY
 * @param {Record<string, unknown>} PARAMETERS
 */
const task = (ID, ACTIVITY, PARAMETERS) => ({
  ID,
  USER_ID: 1,
  ACTIVITY,
  NAME: `Task ${ID}`,
  DOCUMENT_ID: deal,
  PARAMETERS: {
    DOCUMENT_ID: deal,
    DOCUMENT_TYPE: ['crm', 'CCrmDocumentDeal', 'DEAL'],
    ...PARAMETERS,
  },
});

/**
 * @param {string} Name
 * @param {string} Title
 * @param {string} Type
 * @param {Record<string, unknown>} [more]
 */
const field = (Name, Title, Type, more) => ({
  // In this order: a portal uses the later one of the two for both.
  Title,
  Name,
  Type,
  Description: '',
  Required: false,
  Multiple: false,
  Options: null,
  Default: null,
  ...more,
});

const reason = { ShowComment: 'Y', CommentRequired: 'YR', CommentLabelMessage: 'Reason' };

export const tasks = [
  task(1501, 'RequestInformationOptionalActivity', {
    ...reason,
    TaskButtonMessage: 'Send',
    TaskButtonCancelMessage: 'Refuse',
    REQUEST: [
      field('contractor', 'Contractor', 'string', { Required: true }),
      field('phone_number', 'Telephone', 'string'),
      field('delivery', 'Delivery', 'select', {
        Options: { post: 'By post', courier: 'By courier' },
      }),
      field('amounts', 'Amounts', 'int', { Multiple: true }),
    ],
  }),
  task(1502, 'ApproveActivity', {
    ...reason,
    TaskButton1Message: 'Agree',
    TaskButton2Message: 'Refuse',
  }),
  task(1503, 'ReviewActivity', { ShowComment: 'N', TaskButtonMessage: 'I have read it' }),
  task(1504, 'RequestInformationActivity', {
    ShowComment: 'N',
    TaskButtonMessage: 'Send',
    REQUEST: [
      field('offer', 'Offer', 'file'),
      field('papers', 'Papers', 'file', { Multiple: true }),
    ],
  }),
];
