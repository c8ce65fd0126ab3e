// One refresh for all calls that need a fresh token. For src/web/connection/mod.rs.

/** After this nobody waits for one any more, and the next call asks anew. */
const PATIENCE = 10_000;

/** @type {WeakMap<object, { since: number, fresh: Promise<any> }>} */
const pending = new WeakMap();

/**
 * What the owner of a token gives for a fresh one: by a callback, as `refreshAuth` of BX24, or by a promise.
 *
 * @param {any} owner
 * @param {boolean} byCallback
 */
export function refresh(owner, byCallback) {
  const now = performance.now();
  const shared = pending.get(owner);
  if (shared && now - shared.since < PATIENCE) return shared.fresh;
  const fresh = byCallback
    ? new Promise((resolve) => owner.refreshAuth(resolve))
    : (async () => owner.refresh())();
  const own = { since: now, fresh };
  const end = () => pending.get(owner) === own && pending.delete(owner);
  pending.set(owner, own);
  fresh.then(end, end);
  return fresh;
}
