/** Pages that a portal opens over the placement, according to its documentation. */
const OPENABLE =
  /^\/(crm\/(deal|lead|contact|company|type)|company\/personal\/user\/\d+|workgroups\/group\/\d+)\//;

/**
 * Opens the document of a task over this page if the portal supports it. Otherwise the link opens in a new tab.
 *
 * @param {MouseEvent} event
 * @param {import('bizproc-tasks').Task} task
 * @param {import('./connection.js').HostConnection} place
 */
export async function openDocument(event, { documentUrl }, { openPath }) {
  const link = event
    .composedPath()
    .find((target) => target instanceof HTMLAnchorElement && target.getAttribute('href') !== null);
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!(link instanceof HTMLAnchorElement) || !openPath || !isPlain || !documentUrl) return;
  const path = link.pathname + link.search;
  const isDocument = path === documentUrl && OPENABLE.test(path);
  if (!isDocument) return;
  event.preventDefault();
  if (!(await openPath(path))) window.open(link.href, '_blank', 'noopener');
}
