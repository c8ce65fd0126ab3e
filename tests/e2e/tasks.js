/** @typedef {import('../../www/portal/index.js').Task} Task */

const DOCUMENT = ['crm', 'CCrmDocumentDeal', 'DEAL_77'];
const DOCUMENT_TYPE = ['crm', 'CCrmDocumentDeal', 'DEAL'];

/** @param {Partial<Task>} [more] */
export function approval(more = {}) {
  return task(
    'ApproveActivity',
    { ID: 11, NAME: 'Approve the budget', ...more },
    {
      TaskButton1Message: 'Agree',
      TaskButton2Message: 'Refuse',
      CommentLabelMessage: 'Reason',
      ShowComment: 'Y',
      CommentRequired: 'YR',
    },
  );
}

/** @param {Partial<Task>} [more] */
export function review(more = {}) {
  return task(
    'ReviewActivity',
    { ID: 12, NAME: 'Read the policy', ...more },
    {
      TaskButtonMessage: 'I have read it',
      ShowComment: 'N',
    },
  );
}

/** @param {Partial<Task>} [more] */
export function request(more = {}) {
  return task(
    'RequestInformationActivity',
    { ID: 13, NAME: 'Choose a contractor', ...more },
    {
      TaskButtonMessage: 'Send',
      ShowComment: 'N',
      REQUEST: [
        field('contractor', 'Contractor', 'string', { Required: true }),
        field('start', 'Start of work', 'date', { Required: true }),
        field('phone', 'Telephone', 'string', { Default: '+1 555 0100' }),
      ],
    },
  );
}

/** A request for any number of files. */
export const documents = () =>
  request({
    ID: 15,
    PARAMETERS: {
      REQUEST: [field('files', 'Documents', 'file', { Required: true, Multiple: true })],
    },
  });

/** @param {Partial<Task>} [more] */
export function optionalRequest(more = {}) {
  return task(
    'RequestInformationOptionalActivity',
    { ID: 14, NAME: 'Supplier data', ...more },
    {
      TaskButtonMessage: 'Submit',
      TaskButtonCancelMessage: 'I cannot provide this',
      SaveVariables: false,
      CommentLabelMessage: 'Why not',
      ShowComment: 'Y',
      CommentRequired: 'YR',
      REQUEST: [field('company', 'Company', 'string', { Required: true })],
    },
  );
}

/**
 * @param {string} name
 * @param {string} title
 * @param {string} type
 * @param {Record<string, unknown>} [more]
 */
export function field(name, title, type, more = {}) {
  return {
    Title: title,
    Name: name,
    Description: '',
    Type: type,
    Required: false,
    Multiple: false,
    Default: null,
    ...more,
  };
}

/**
 * A task in the portal's format.
 *
 * @param {string} activity
 * @param {Partial<Task> & Pick<Task, 'ID'>} more
 * @param {Record<string, unknown>} parameters
 * @returns {Task}
 */
function task(activity, more, parameters) {
  return {
    USER_ID: 1,
    ACTIVITY: activity,
    ACTIVITY_NAME: 'A11_22_33_44',
    DOCUMENT_ID: DOCUMENT,
    DOCUMENT_NAME: 'Furniture for the hotel',
    DESCRIPTION: '',
    WORKFLOW_ID: `6730a1b2c3d${more.ID}.51234567`,
    MODIFIED: '20.11.2026 10:00:00',
    WORKFLOW_STARTED: '20.11.2026 09:00:00',
    WORKFLOW_STARTED_BY: '3',
    OVERDUE_DATE: null,
    ...more,
    PARAMETERS: {
      DOCUMENT_ID: DOCUMENT,
      DOCUMENT_TYPE,
      ...parameters,
      ...more.PARAMETERS,
    },
  };
}
