/** @typedef {import('../index.js').Task} Task */

/** The deal in whose card the host page stands, and its document for workflows. */
const DEAL = ['crm', 'CCrmDocumentDeal', 'DEAL_77'];
const DEAL_TYPE = ['crm', 'CCrmDocumentDeal', 'DEAL'];

/** An element of a list, whose fields may be of other types. */
export const LIST_ELEMENT = {
  DOCUMENT_ID: ['lists', 'BizprocDocument', '2249'],
  DOCUMENT_TYPE: ['lists', 'BizprocDocument', 'iblock_171'],
};

export const HOUR = 3600;
export const DAY = 24 * HOUR;

/**
 * Writes a stored date so many seconds from now.
 *
 * @typedef {(seconds: number) => string} At
 */

/**
 * A task, in most of what its server would hold.
 *
 * @param {number} id
 * @param {number} user
 * @param {string} activity
 * @param {Partial<Task>} more
 * @returns {Task}
 */
export function task(id, user, activity, more) {
  return {
    ID: id,
    USER_ID: user,
    ACTIVITY: activity,
    ACTIVITY_NAME: `A${id}11_22_33_44`,
    USER_STATUS: '0',
    STATUS: '0',
    DOCUMENT_ID: DEAL,
    DESCRIPTION: '',
    WORKFLOW_ID: `6730a1b2c3${id}0.5${id}1234`,
    WORKFLOW_STARTED_BY: '3',
    WORKFLOW_STATE: 'In progress',
    WORKFLOW_TEMPLATE_ID: String(400 + id),
    OVERDUE_DATE: null,
    ...more,
    PARAMETERS: { DOCUMENT_ID: DEAL, DOCUMENT_TYPE: DEAL_TYPE, ...more.PARAMETERS },
  };
}

/**
 * A field of a request for information.
 *
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
    Default: more.Multiple ? null : '',
    ...more,
  };
}
