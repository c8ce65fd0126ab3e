import { toText } from '../php.js';
import {
  bindPlacement,
  getAppOptions,
  getUserOptions,
  info,
  listBoundPlacements,
  listPlacements,
  scope,
  setAppOptions,
  setUserOptions,
  unbindPlacement,
} from './app.js';
import { findItems, findTypes, listDirectories, listPipelines } from './crm.js';
import { complete, delegate, list } from './tasks.js';
import { currentUser, findUsers, profile } from './users.js';

/** @typedef {import('./index.js').Invocation} Invocation */
/** @typedef {import('./index.js').MethodResult} MethodResult */

/**
 * A REST method.
 *
 * @typedef {object} Method
 * @property {string} scope The scope that a caller needs; empty for none.
 * @property {(invocation: Invocation) => MethodResult | Promise<MethodResult>} run
 */

/**
 * All methods except `batch`, which calls them.
 *
 * @type {Record<string, Method>}
 */
export const METHODS = {
  'app.info': { scope: '', run: info },
  'app.option.get': { scope: '', run: getAppOptions },
  'app.option.set': { scope: '', run: setAppOptions },
  'bizproc.task.complete': { scope: 'bizproc', run: complete },
  'bizproc.task.delegate': { scope: 'bizproc', run: delegate },
  'bizproc.task.list': { scope: 'bizproc', run: list },
  'crm.category.list': { scope: 'crm', run: listPipelines },
  'crm.item.list': { scope: 'crm', run: findItems },
  'crm.status.list': { scope: 'crm', run: listDirectories },
  'crm.type.list': { scope: 'crm', run: findTypes },
  'method.get': { scope: '', run: findMethod },
  'placement.bind': { scope: 'placement', run: bindPlacement },
  'placement.get': { scope: 'placement', run: listBoundPlacements },
  'placement.list': { scope: 'placement', run: listPlacements },
  'placement.unbind': { scope: 'placement', run: unbindPlacement },
  profile: { scope: '', run: profile },
  scope: { scope: '', run: scope },
  'user.current': { scope: 'user', run: currentUser },
  'user.get': { scope: 'user', run: findUsers },
  'user.option.get': { scope: '', run: getUserOptions },
  'user.option.set': { scope: '', run: setUserOptions },
};

/**
 * The method with a name, or undefined.
 *
 * @param {string} name
 * @returns {Method | undefined}
 */
export function methodNamed(name) {
  if (name === 'batch') return undefined;
  return Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
}

/**
 * `method.get`: whether a method exists, and whether the caller may use it. The names of the parameter and of methods
 * are in lower case.
 *
 * @param {Invocation} invocation
 */
function findMethod({ caller, params }) {
  const name = toText(params.name);
  if (name === 'batch') return { result: { isExisting: true, isAvailable: true } };
  const method = methodNamed(name);
  return {
    result: {
      isExisting: method !== undefined,
      isAvailable:
        method !== undefined && (method.scope === '' || caller.scope.includes(method.scope)),
    },
  };
}
