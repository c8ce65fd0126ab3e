import { isArray, toInt, upperKeys } from '../php.js';
import { zoneShift } from '../tasks/moment.js';
import { RestError } from './error.js';
import { paginate } from './paging.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */
/** @typedef {import('../portal.js').Portal} Portal */
/** @typedef {import('./index.js').Invocation} Invocation */

/**
 * A user of the portal.
 *
 * @typedef {object} User
 * @property {number} id
 * @property {string} name
 * @property {string} lastName
 * @property {'plain' | 'manager' | 'administrator'} role
 * @property {string} position
 * @property {number[]} reports Ids of the people this user is the head of.
 */

/** @type {User[]} */
const STAFF = [
  user(1, 'Nora', 'Lindqvist', 'plain', 'Account manager'),
  user(2, 'Daniel', 'Brooks', 'manager', 'Head of sales', [1, 4]),
  user(3, 'Irina', 'Belova', 'administrator', 'Portal administrator'),
  user(4, 'Marta', 'Kowalska', 'plain', 'Legal counsel'),
  user(5, 'Анна', 'Соколова', 'plain', 'Менеджер по продажам'),
  user(6, 'Edge', 'Cases', 'plain', 'Test bench'),
];

/** The users of the portal. A participant without an entry is a plain user. */
export class Users {
  /** @type {Map<number, User>} */
  #all = new Map(STAFF.map((member) => [member.id, member]));

  /** @returns {User[]} */
  list() {
    return [...this.#all.values()].sort((left, right) => left.id - right.id);
  }

  /** @param {number} id */
  has(id) {
    return this.#all.has(id);
  }

  /**
   * @param {number} id
   * @returns {User}
   */
  get(id) {
    if (!Number.isInteger(id) || id < 1) throw new RangeError(`No user can have the id ${id}`);
    let found = this.#all.get(id);
    if (!found) {
      found = user(id, 'User', String(id), 'plain', '');
      this.#all.set(id, found);
    }
    return found;
  }

  /**
   * Whether a user may list the tasks of another user.
   *
   * @param {User} reader
   * @param {number} owner
   */
  mayRead(reader, owner) {
    return reader.id === owner || reader.role === 'administrator' || reader.reports.includes(owner);
  }
}

/**
 * `profile`: the caller.
 *
 * @param {Invocation} invocation
 */
export function profile({ user: { id, name, lastName, role }, portal }) {
  return {
    result: {
      ID: String(id),
      ADMIN: role === 'administrator',
      NAME: name,
      LAST_NAME: lastName,
      PERSONAL_GENDER: '',
      TIME_ZONE: zoneOf(portal),
      TIME_ZONE_OFFSET: portal.store.dates.userOffset,
    },
  };
}

/**
 * `user.current`.
 *
 * @param {Invocation} invocation
 */
export function currentUser({ user, portal }) {
  return { result: card(user, portal) };
}

/**
 * `user.get`, only for users by their id.
 *
 * @param {Invocation} invocation
 */
export function findUsers({ params, start, portal }) {
  const given = upperKeys(params);
  const filter = isArray(given.FILTER) ? upperKeys(/** @type {PhpMap} */ (given.FILTER)) : given;
  const ids = filter.ID === undefined ? undefined : listOf(filter.ID).map(toInt);
  const found = portal.users.list().filter((one) => !ids || ids.includes(one.id));
  const { page, ...paging } = paginate(found, start);
  return { result: page.map((one) => card(one, portal)), ...paging };
}

/**
 * @param {User} user
 * @param {Portal} portal
 */
function card({ id, name, lastName, position }, portal) {
  return {
    ID: String(id),
    ACTIVE: true,
    NAME: name,
    LAST_NAME: lastName,
    SECOND_NAME: '',
    EMAIL: `${name}.${lastName}@portal.example`.toLowerCase(),
    WORK_POSITION: position,
    UF_DEPARTMENT: [1],
    USER_TYPE: 'employee',
    TIME_ZONE: zoneOf(portal),
    TIME_ZONE_OFFSET: String(portal.store.dates.userOffset),
  };
}

/**
 * The users' time zone: the configured one, or one with the configured offset from the server's. Empty if it is the
 * server's.
 *
 * @param {Portal} portal
 */
function zoneOf({ clock, env: { serverTz, userTz, userOffset } }) {
  if (userTz !== '') return userTz;
  if (userOffset === 0) return '';
  const hours = (zoneShift(Math.floor(clock.now() / 1000), serverTz) + userOffset) / 3600;
  // The signs in these zone names are inverted.
  return `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(Math.round(hours))}`;
}

/** @param {unknown} value */
function listOf(value) {
  return isArray(value) ? Object.values(value) : [value];
}

/**
 * Parses a user's id of the simulator's own interfaces.
 *
 * @param {unknown} value
 */
export function readUserId(value) {
  const id = Number(value);
  if (!Number.isInteger(id) || id < 1) throw new RestError('INVALID_USER', `No user ${value}`);
  return id;
}

/**
 * @param {number} id
 * @param {string} name
 * @param {string} lastName
 * @param {User['role']} role
 * @param {string} position
 * @param {number[]} [reports]
 * @returns {User}
 */
function user(id, name, lastName, role, position, reports = []) {
  return { id, name, lastName, role, position, reports };
}
