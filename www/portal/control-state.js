/** The state of a portal for its host page. */

/** @typedef {import('./portal.js').Portal} Portal */
/** @typedef {import('./server.js').ServerOptions} ServerOptions */

/** The number of calls that the host page shows, and the length of a text. */
const SHOWN = 200;
const MAX_TEXT = 20_000;

/**
 * The state of the portal, without secrets.
 *
 * @param {Portal} portal
 * @param {ServerOptions} options
 */
export function stateOf(portal, { install, comparison }) {
  return {
    url: portal.url,
    placements: portal.placements,
    isInstalled: portal.isInstalled,
    hasInstallation: install !== undefined,
    hasComparison: comparison !== undefined,
    env: portal.env,
    limits: limitsOf(portal),
    activity: portal.activity.settings,
    users: portal.users.list(),
    tasks: portal.tasks(),
    files: portal.store.files.all,
    faults: portal.faults.list(),
    requests: portal.requestLog.latest(SHOWN).map((entry) => shownOnce(entry, portal)),
  };
}

/**
 * JSON has no infinity: null stands for no limit.
 *
 * @param {Portal} portal
 */
function limitsOf({ limits: { burst, perSecond, operating, executionMs } }) {
  return { burst, perSecond, operating, executionMs };
}

/**
 * The calls that have ended, in the format of the host page. They do not change any more.
 *
 * @type {WeakMap<import('./request-log.js').LogEntry, unknown>}
 */
const shownEntries = new WeakMap();

/**
 * @param {import('./request-log.js').LogEntry} entry
 * @param {Portal} portal
 */
function shownOnce(entry, portal) {
  const known = shownEntries.get(entry);
  if (known) return known;
  const fresh = shown(entry, portal);
  if (entry.ms !== null) shownEntries.set(entry, fresh);
  return fresh;
}

/**
 * A call in the format of the host page.
 *
 * @param {import('./request-log.js').LogEntry} entry
 * @param {Portal} portal
 */
function shown({ headers: _, ...entry }, portal) {
  /** @param {string} text */
  const brief = (text) =>
    portal.auth.redact(
      text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length})` : text,
    );
  const params = JSON.stringify(entry.params);
  return {
    ...entry,
    url: brief(entry.url),
    body: brief(entry.body),
    reply: entry.reply === null ? null : brief(entry.reply),
    params: params.length > MAX_TEXT ? brief(params) : JSON.parse(portal.auth.redact(params)),
  };
}
