// A page with the strictest policy that the package supports, for every engine.

/** @typedef {import('./host.js').RunningPortal} RunningPortal */

/**
 * The strictest policy that the package supports.
 *
 * @param {RunningPortal} portal
 * @param {object} [sources]
 * @param {string} [sources.webAssembly] what allows WebAssembly
 * @param {string} [sources.self] the page's own host
 */
export const strict = (portal, { webAssembly = "'wasm-unsafe-eval'", self = "'self'" } = {}) => ({
  'content-security-policy': [
    "default-src 'none'",
    `script-src ${self} ${webAssembly}`,
    `connect-src ${self} ${portal.url}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
});

/** The message of a page before it does forbidden actions. */
export const FORBIDDEN_FROM_HERE = 'From here on, the page does forbidden actions';

/**
 * A script that lists, validates and completes, and then reports which actions are forbidden.
 *
 * @param {string} entry
 * @param {RunningPortal} portal
 */
export const flow = (entry, portal) => `
  import * as entry from '/dist/${entry}.js';
  const blocked = (run) => { try { run(); return false; } catch (error) { return error.name; } };
  try {
    await entry.init();
    const portal = entry.connect(${JSON.stringify({ domain: portal.url, accessToken: portal.token() })});
    const names = [];
    for await (const task of portal.listTasks()) names.push(task.name);
    const task = await portal.getTask(11);
    const issues = entry.validateCompletion({ taskId: 11, status: 'no' }, task).map(({ code }) => code);
    const { status, confirmedBy } = await portal.completeTask({ taskId: 11, status: 'yes' });
    const again = await portal.completeTask({ taskId: 11, status: 'no', comment: 'No' }).catch(describe);
    await new Promise((resolve) => setTimeout(resolve));
    console.warn('${FORBIDDEN_FROM_HERE}');
    report({
      names, issues, status, confirmedBy, again: again.code,
      violations: [...violations],
      origin: self.origin,
      storage: blocked(() => localStorage),
      eval: blocked(() => (0, eval)('1')),
      html: blocked(() => { document.body.innerHTML = '<b></b>'; }),
    });
  } catch (error) { report(describe(error)); }
`;

/** The report of `flow`. */
export const DONE = {
  names: ['Read the policy', 'Approve the budget'],
  issues: ['comment_required'],
  status: 'yes',
  confirmedBy: 'reply',
  again: 'ERROR_TASK_COMPLETED',
  violations: [],
};
