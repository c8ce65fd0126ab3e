import { RestError } from './error.js';

/**
 * A user of the portal.
 *
 * @typedef {object} User
 * @property {number} id
 * @property {string} name
 * @property {string} lastName
 * @property {'plain' | 'manager' | 'administrator'} role
 * @property {string} position
 * @property {string} timeZone
 * @property {number[]} reports Ids of the people this user is the head of.
 */

/** @type {User[]} */
const STAFF = [
  user(1, 'Nora', 'Lindqvist', 'plain', 'Account manager'),
  user(2, 'Daniel', 'Brooks', 'manager', 'Head of sales', [1, 4]),
  user(3, 'Irina', 'Belova', 'administrator', 'Portal administrator'),
  user(4, 'Marta', 'Kowalska', 'plain', 'Legal counsel'),
];

/** The people of the portal; a task's participant without an entry is a plain user. */
export class Users {
  /** @type {Map<number, User>} */
  #all = new Map(STAFF.map((member) => [member.id, member]));

  /** @returns {User[]} */
  list() {
    return [...this.#all.values()].sort((left, right) => left.id - right.id);
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
   * Whether somebody may list a person's tasks.
   *
   * @param {User} reader
   * @param {number} owner
   */
  mayRead(reader, owner) {
    return reader.id === owner || reader.role === 'administrator' || reader.reports.includes(owner);
  }
}

/**
 * `profile`: who the caller is.
 *
 * @param {User} caller
 */
export function profile(caller) {
  return {
    ID: String(caller.id),
    ADMIN: caller.role === 'administrator',
    NAME: caller.name,
    LAST_NAME: caller.lastName,
    PERSONAL_GENDER: '',
    PERSONAL_PHOTO: '',
    TIME_ZONE: caller.timeZone,
    TIME_ZONE_OFFSET: 0,
  };
}

/**
 * Reads a user's id as the simulator's own interfaces take it.
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
  return { id, name, lastName, role, position, timeZone: '', reports };
}
