/** @typedef {import('../index.js').Task} Task */

/** The documents of the CRM items in whose cards the host page opens placements. */
export const DEAL = ['crm', 'CCrmDocumentDeal', 'DEAL_77'];
export const LEAD = ['crm', 'CCrmDocumentLead', 'LEAD_204'];
export const CONTACT = ['crm', 'CCrmDocumentContact', 'CONTACT_607'];
export const COMPANY = ['crm', 'CCrmDocumentCompany', 'COMPANY_31'];
export const COMPLAINT = [
  'crm',
  'Bitrix\\Crm\\Integration\\BizProc\\Document\\Dynamic',
  'DYNAMIC_136_12',
];

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
 * @typedef {(seconds: number) => string} FormatTime
 */

/**
 * A task with most of its columns on the server.
 *
 * @param {number} id
 * @param {number} user
 * @param {string} activity
 * @param {Partial<Task>} more
 * @returns {Task}
 */
export function task(id, user, activity, more) {
  const document = /** @type {string[]} */ (more.DOCUMENT_ID ?? DEAL);
  return {
    ID: id,
    USER_ID: user,
    ACTIVITY: activity,
    ACTIVITY_NAME: `A${id}11_22_33_44`,
    USER_STATUS: '0',
    STATUS: '0',
    DOCUMENT_ID: document,
    DESCRIPTION: '',
    WORKFLOW_ID: `6730a1b2c3${id}0.5${id}1234`,
    WORKFLOW_STARTED_BY: '3',
    WORKFLOW_STATE: 'In progress',
    WORKFLOW_TEMPLATE_ID: String(400 + id),
    OVERDUE_DATE: null,
    ...more,
    PARAMETERS: {
      DOCUMENT_ID: document,
      DOCUMENT_TYPE: typeOf(document),
      ...more.PARAMETERS,
    },
  };
}

/**
 * The type of a CRM document: that of `DEAL_77` is `DEAL`.
 *
 * @param {string[]} document
 */
function typeOf([module = '', entity = '', id = '']) {
  return [module, entity, id.replace(/_\d+$/, '')];
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
