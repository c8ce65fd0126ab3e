import { CRM_ITEMS } from '../host/cards.js';
import { isArray, toInt, upperKeys } from '../php.js';
import { requireAdministrator } from './app.js';
import { RestError } from './error.js';
import { paginate } from './paging.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('./index.js').Invocation} Invocation */

/** The kinds of items by the id of their entity type. @type {Record<number, string>} */
const KINDS = { 1: 'lead', 2: 'deal', 3: 'contact', 4: 'company', 7: 'quote' };

/**
 * `crm.item.list`, only for items by their id.
 *
 * @param {Invocation} invocation
 */
export function findItems({ params, start }) {
  const { ENTITYTYPEID: entityTypeId, FILTER: given } = upperKeys(params);
  const kind = KINDS[toInt(entityTypeId)];
  const items = kind && CRM_ITEMS[kind]?.items;
  if (!items) throw new RestError('NOT_FOUND', 'Smart process not found');
  const filter = isArray(given) ? /** @type {PhpMap} */ (given) : {};
  const wanted = filter['@id'] ?? filter.id;
  const ids = wanted === undefined ? null : Object.values(isArray(wanted) ? wanted : [wanted]);
  const found = items.filter(([id]) => !ids || ids.map(toInt).includes(id));
  const { page, ...paging } = paginate(found, start);
  return { result: { items: page.map(([id, name]) => card(id, name, kind)) }, ...paging };
}

/** The portal's smart processes, as `crm.type.list` names them. */
const TYPES = [{ id: 1, title: 'Complaints', code: '', entityTypeId: 136 }];

/**
 * `crm.type.list`, only for smart processes by their entity type. For administrators.
 *
 * @param {Invocation} invocation
 */
export function findTypes({ user, params, start }) {
  requireAdministrator(user);
  const { FILTER: given } = upperKeys(params);
  const wanted = isArray(given) ? /** @type {PhpMap} */ (given)['@entityTypeId'] : undefined;
  const ids = isArray(wanted) ? Object.values(wanted).map(toInt) : null;
  const found = TYPES.filter(({ entityTypeId }) => !ids || ids.includes(entityTypeId));
  const { page, ...paging } = paginate(found, start);
  return { result: { types: page }, ...paging };
}

/** The pipelines of deals. */
const PIPELINES = [
  { id: 0, name: 'Common', sort: 100, entityTypeId: 2, isDefault: 'Y' },
  { id: 3, name: 'Hotels', sort: 200, entityTypeId: 2, isDefault: 'N' },
];

/**
 * `crm.category.list`, for deals.
 *
 * @param {Invocation} invocation
 */
export function listPipelines({ params }) {
  const { ENTITYTYPEID: entityTypeId } = upperKeys(params);
  if (toInt(entityTypeId) !== 2) throw new RestError('NOT_FOUND', 'Smart process not found');
  return { result: { categories: PIPELINES }, total: PIPELINES.length };
}

/** The entries of directories, in their order. @type {Record<string, Record<string, string>>} */
const DIRECTORIES = {
  DEAL_STAGE: { NEW: 'New', EXECUTING: 'Negotiation', WON: 'Won', LOSE: 'Lost' },
  DEAL_STAGE_3: { 'C3:NEW': 'New', 'C3:WON': 'Furnished' },
  STATUS: { NEW: 'Not processed', CONVERTED: 'Good lead', JUNK: 'Junk' },
  SOURCE: { CALL: 'Call', WEB: 'Website', TRADE_SHOW: 'Trade fair' },
};

/**
 * `crm.status.list`, without pages.
 *
 * @param {Invocation} invocation
 */
export function listDirectories({ params }) {
  const { FILTER: given } = upperKeys(params);
  const wanted = isArray(given) ? /** @type {PhpMap} */ (given).ENTITY_ID : undefined;
  const rows = Object.entries(DIRECTORIES)
    .filter(([directory]) => wanted === undefined || directory === wanted)
    .flatMap(([ENTITY_ID, entries]) =>
      Object.entries(entries).map(([STATUS_ID, NAME], at) => {
        return { ENTITY_ID, STATUS_ID, NAME, SORT: String(10 * (at + 1)) };
      }),
    )
    .map((row, at) => ({ ID: String(101 + at), ...row }));
  return { result: rows, total: rows.length };
}

/**
 * Contacts have a name, all other items a title.
 *
 * @param {number} id
 * @param {string} name
 * @param {string} kind
 */
function card(id, name, kind) {
  if (kind !== 'contact') return { id, title: name };
  const [first = '', ...last] = name.split(' ');
  return { id, name: first, secondName: '', lastName: last.join(' ') };
}
