// Completes a task over an instance of the SDK for each message, and sends the result back. Runs in a separate process,
// so that its clock can run fast. The portal, in another process, uses the machine's clock.
/** @import * as Sdk from '@bitrix24/b24jssdk' */

/** The speed of timers. Replies take real time, and must not be late by the fast clock. */
const SPEED = 10;

const { setTimeout } = globalThis;
let now = performance.now();
Object.assign(globalThis, {
  setTimeout: (
    /** @type {(...args: any[]) => void} */ callback,
    ms = 0,
    /** @type {any[]} */ ...args
  ) => {
    const due = now + ms;
    const run = () => {
      now = Math.max(now, due);
      callback(...args);
    };
    return setTimeout(run, ms / SPEED);
  },
});
performance.now = () => now;

const { connect } = await import('bizproc-tasks');

const { client, version, webhook, token } = JSON.parse(process.argv[2] ?? '{}');
/** @type {typeof Sdk} */
const { B24Hook, B24OAuth } = await import(version === 1 ? 'b24jssdk-v1' : '@bitrix24/b24jssdk');
const { origin, host } = new URL(webhook);

const openSdk = () =>
  client === 'B24Hook'
    ? B24Hook.fromWebhookUrl(webhook.replace(/\/$/, ''))
    : new B24OAuth(
        {
          applicationToken: 'application',
          userId: 1,
          memberId: 'member',
          accessToken: token,
          refreshToken: 'refresh',
          expires: Math.floor(Date.now() / 1000) + 3600,
          expiresIn: 3600,
          scope: 'bizproc',
          domain: host,
          clientEndpoint: `${origin}/rest/`,
          serverEndpoint: `${origin}/rest/`,
          status: /** @type {any} */ ('L'),
          issuer: 'store',
        },
        { clientId: 'client', clientSecret: 'secret' },
      );

process.on('message', async (/** @type {any} */ { taskId, transport }) => {
  const report = await connect(openSdk(), { transport })
    .completeTask({ taskId, status: 'yes', comment: 'fine' })
    .then(
      ({ confirmedBy, warnings }) => ({
        outcome: 'completed',
        confirmedBy,
        warnings: warnings.map(({ code }) => code),
      }),
      ({ outcome, code, kind, trace }) => ({ outcome, code, kind, trace }),
    );
  process.send?.(report);
});
