/** The rows and columns of the README's table: what each client reports for the same failure. */

const method = 'bizproc.task.complete';

/**
 * @typedef {object} Failure
 * @property {string} name
 * @property {import('../index.js').FaultSpec} [fault]
 * @property {import('../index.js').AfterCompletion} [afterCompletion] of the task
 */

/** @type {Failure[]} */
export const FAILURES = [
  {
    name: 'connection breaks after the answer was stored',
    fault: { kind: 'reset', method, after: true, times: 2 },
  },
  {
    name: 'the same, and the browser resends the request',
    fault: { kind: 'reset', method, after: true },
  },
  { name: '502 page after the answer was stored', fault: { kind: 'html', method } },
  { name: 'answer stored, reply later than the timeout', fault: { kind: 'delay', method } },
  { name: 'expired token', fault: { kind: 'expire-tokens', method } },
  {
    name: '503 `QUERY_LIMIT_EXCEEDED`, twice',
    fault: { kind: 'error', method, code: 'QUERY_LIMIT_EXCEEDED', status: 503, times: 2 },
  },
  {
    name: 'workflow fails after the answer was stored',
    afterCompletion: { failsWith: 'ERROR_TASK_EXECUTION' },
  },
];

/**
 * The clients: their names in the comparison's page and in the table.
 *
 * @type {[string, string][]}
 */
export const CLIENTS = [
  ['BX24.js', 'BX24.js'],
  ['SDK', 'SDK'],
  ['over BX24', 'this package over BX24'],
  ['over the bridge of BX24', 'over BX24, without its token'],
  ['over the SDK', 'over the SDK'],
  ['with a token', 'with a token'],
  ['with a webhook', 'with a webhook'],
];
