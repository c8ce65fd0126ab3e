/** The placements of the portal, and their pages. */

/**
 * @typedef {object} Place
 * @property {string} label
 * @property {{ URI: string, ID?: string, taskId?: string }} options What an app receives: the page, and the entity it is of.
 */

/** @type {Record<string, Place>} */
export const PLACEMENTS = {
  CRM_DEAL_DETAIL_TAB: {
    label: 'Deal card',
    options: { URI: '/crm/deal/details/77/', ID: '77' },
  },
  CRM_LEAD_DETAIL_TAB: {
    label: 'Lead card',
    options: { URI: '/crm/lead/details/204/', ID: '204' },
  },
  CRM_CONTACT_DETAIL_TAB: {
    label: 'Contact card',
    options: { URI: '/crm/contact/details/607/', ID: '607' },
  },
  CRM_COMPANY_DETAIL_TAB: {
    label: 'Company card',
    options: { URI: '/crm/company/details/31/', ID: '31' },
  },
  CRM_DYNAMIC_136_DETAIL_TAB: {
    label: 'Smart process card',
    options: { URI: '/crm/type/136/details/12/', ID: '12' },
  },
  CRM_DEAL_LIST_MENU: {
    label: 'Menu of a deal in the list',
    options: { URI: '/crm/deal/list/', ID: '77' },
  },
  TASK_VIEW_TAB: {
    label: 'Task view',
    options: { URI: '/company/personal/user/1/tasks/task/view/418/', taskId: '418' },
  },
  LEFT_MENU: { label: 'Left menu', options: { URI: '/' } },
  DEFAULT: { label: 'App page', options: { URI: '/marketplace/app/1/' } },
};

/** The app's own page, which needs no registration. */
export const APP_PAGE = 'DEFAULT';

/**
 * The data that an app receives in a placement; with an id, on the page of this item.
 *
 * @param {string} placement
 * @param {string} [id]
 */
export function optionsOf(placement, id) {
  const options = PLACEMENTS[placement]?.options ?? { URI: '/' };
  if (id === undefined || options.ID === undefined) return options;
  return {
    ...options,
    URI: options.URI.replace(`/details/${options.ID}/`, `/details/${id}/`),
    ID: id,
  };
}

/**
 * The card of a CRM item, by the path of its page.
 *
 * @param {string} pathname
 * @returns {{ placement: string, id: string } | undefined} Undefined if there is no such card.
 */
export function cardAt(pathname) {
  const [, page = '', id = ''] = /^(\/crm\/.+\/details\/)(\d+)\/?$/.exec(pathname) ?? [];
  const placement = Object.keys(PLACEMENTS).find(
    (code) => id !== '' && PLACEMENTS[code]?.options.URI.replace(/\d+\/$/, '') === page,
  );
  return placement === undefined ? undefined : { placement, id };
}
