import { button, element, labelled, select } from './element.js';
import { request } from './request.js';

/** @typedef {import('./panel.js').State} State */

/** @type {[string, [string, Record<string, unknown>][]][]} */
const FAULTS = [
  [
    'Not executed, and the caller gets an error',
    [
      ['Expired token', { kind: 'expire-tokens' }],
      [
        'Too many requests',
        {
          kind: 'error',
          code: 'QUERY_LIMIT_EXCEEDED',
          description: 'Too many requests',
          status: 503,
        },
      ],
      [
        'Operation time limit',
        {
          kind: 'error',
          code: 'OPERATION_TIME_LIMIT',
          description: 'Method is blocked due to operation time limit.',
          status: 429,
        },
      ],
      ['Portal renamed (302)', { kind: 'redirect' }],
      ['Portal renamed (307)', { kind: 'redirect', status: 307 }],
    ],
  ],
  [
    'The caller cannot know whether it was executed',
    [
      ['Connection lost before', { kind: 'reset' }],
      ['Connection lost after', { kind: 'reset', after: true }],
      ['Connection lost after 1 MB of the body', { kind: 'reset', afterBytes: 1_000_000 }],
      ['Body taken at 1 MB/s', { kind: 'slow', bytesPerSecond: 1_000_000 }],
      ['Reply 5 s late', { kind: 'delay', delayMs: 5000 }],
      ['Reply never comes', { kind: 'delay' }],
      ['504 of the gateway, done 8 s later', { kind: 'reply', executeAfterMs: 8000 }],
      ['Connection lost, done 8 s later', { kind: 'reset', executeAfterMs: 8000 }],
      ['Done, and the call arrives again 8 s later', { kind: 'duplicate', repeatAfterMs: 8000 }],
      ['Workflow takes 30 s', { kind: 'slow-workflow', takesMs: 30_000 }],
      ['Lists are 10 s old', { kind: 'stale-reads', method: 'bizproc.task.list', lagMs: 10_000 }],
      ['502 page, done', { kind: 'html' }],
      ['Half a reply, done', { kind: 'truncated' }],
      ['Empty reply, done', { kind: 'empty' }],
      ['INTERNAL_SERVER_ERROR', { kind: 'error' }],
      [
        'ERROR_CORE, done',
        { kind: 'error', code: 'ERROR_CORE', description: 'Error', status: 400, after: true },
      ],
    ],
  ],
  [
    'The parent frame',
    [
      ['Silent once', { kind: 'silent-parent' }],
      ['Silent for good', { kind: 'silent-parent', times: 'forever' }],
    ],
  ],
];

/** @type {[string, string][]} */
const METHODS = [
  ['', 'any call'],
  ['bizproc.task.complete', 'bizproc.task.complete'],
  ['bizproc.task.list', 'bizproc.task.list'],
  ['profile', 'profile'],
];

/** @type {[string, string][]} */
const TIMES = [
  ['first', 'the next one'],
  ['twice', 'the next two'],
  ['second', 'the second one'],
  ['all', 'all of them'],
];

/** The last choice. The default is completions: a fault for any call would apply to the calls that open a task. */
const chosen = { method: 'bizproc.task.complete', times: 'first' };

/**
 * The form for a fault, and the configured faults.
 *
 * @returns {import('./panel.js').View}
 */
export function faultView() {
  return {
    head: [
      labelled(
        'Meets',
        select(METHODS, chosen.method, (value) => {
          chosen.method = value;
        }),
      ),
      labelled(
        'of these',
        select(TIMES, chosen.times, (value) => {
          chosen.times = value;
        }),
      ),
    ],
    body: faultList,
  };
}

/** @param {State} state */
function faultList(state) {
  const groups = FAULTS.map(([title, faults]) => {
    const group = element('div', 'fault-group');
    group.append(
      element('h3', '', title),
      ...faults.map(([name, spec]) =>
        button(name, () => request('POST', 'faults', { ...matching(spec), ...spec })),
      ),
    );
    return group;
  });

  const pending = state.faults.map((/** @type {State} */ fault) => {
    const line = element('li', '', fault.kind);
    const times = fault.times === null ? 'all calls' : `${fault.times} more`;
    const notes = [
      fault.code,
      fault.method ?? fault.command ?? 'any',
      fault.nth > 1 ? `from call ${fault.nth}` : '',
      times,
    ];
    line.append(element('small', '', notes.filter(Boolean).join(' · ')));
    return line;
  });
  const list = element('ul', 'fault-list');
  list.append(...pending);
  const waiting = element('div', 'fault-group');
  waiting.append(element('h3', '', 'Waiting for their call'), list);
  waiting.append(button('Remove all faults', () => request('DELETE', 'faults')));

  const form = element('div', 'detail');
  form.append(...(pending.length > 0 ? [waiting] : []), ...groups);
  return [form];
}

/** @param {Record<string, unknown>} spec */
function matching(spec) {
  return {
    ...(chosen.method === '' || spec.kind === 'silent-parent' ? {} : { method: chosen.method }),
    ...(chosen.times === 'twice' ? { times: 2 } : {}),
    ...(chosen.times === 'second' ? { nth: 2 } : {}),
    ...(chosen.times === 'all' ? { times: 'forever' } : {}),
  };
}
