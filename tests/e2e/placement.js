import { test as base, expect } from '@playwright/test';
import { startPortal } from '../../www/portal/index.js';
import { moveableClock, resumeClock } from './clock.js';

/**
 * @typedef {import('../../www/portal/index.js').RunningPortal} RunningPortal
 * @typedef {import('../../www/portal/index.js').Task} Task
 * @typedef {import('@playwright/test').FrameLocator} FrameLocator
 *
 * @typedef {object} OpenPlacement
 * @property {RunningPortal} portal
 * @property {FrameLocator} frame the placement
 * @property {ReturnType<typeof moveableClock>} clock
 * @property {string[]} pageErrors errors and warnings in the browser's console, and uncaught errors
 *
 * @typedef {object} PlacementOptions
 * @property {readonly Task[]} tasks
 * @property {'bx24' | 'sdk' | 'token' | 'webhook' | 'other'} [connection]
 * @property {number} [user]
 * @property {string} [lang]
 * @property {string} [placement] where on the portal's page: a deal's card by default
 * @property {string} [app] address of the placement
 * @property {(portal: RunningPortal) => void} [before] done to the portal before its page is opened
 */

/**
 * @typedef {{ open: (opening: PlacementOptions) => Promise<OpenPlacement> }} TestFixtures
 * @typedef {import('@playwright/test').PlaywrightTestArgs} TestArgs
 * @typedef {import('@playwright/test').PlaywrightTestOptions} TestOptions
 * @typedef {import('@playwright/test').PlaywrightWorkerArgs} WorkerArgs
 * @typedef {import('@playwright/test').PlaywrightWorkerOptions} WorkerOptions
 *
 * @typedef {import('@playwright/test').Fixtures<TestFixtures, {}, TestArgs, WorkerArgs>} Fixtures
 * @typedef {import('@playwright/test').TestType<
 *   TestArgs & TestOptions & TestFixtures,
 *   WorkerArgs & WorkerOptions
 * >} PlacementTest
 */

/** The address of the built placement. global-setup.js serves it. */
export const widgetUrl = String(process.env.WIDGET_URL);

/** A separate portal for each test, on one origin, and the built placement on another. */
const fixtures = /** @type {Fixtures} */ ({
  open: async ({ page }, use) => {
    /** @type {RunningPortal[]} */
    const portals = [];
    await use(
      async ({
        tasks,
        connection = 'bx24',
        user = 1,
        lang = 'en',
        placement,
        app = widgetUrl,
        before,
      }) => {
        const portal = await startPortal({ tasks, app });
        portals.push(portal);
        before?.(portal);
        /** @type {string[]} */
        const pageErrors = [];
        page.on('pageerror', (error) => pageErrors.push(String(error)));
        page.on('console', (message) => {
          if (['error', 'warning'].includes(message.type())) pageErrors.push(message.text());
        });
        const clock = moveableClock(page, portal);
        const query = new URLSearchParams({ connection, user: String(user), lang, panel: 'off' });
        if (placement) query.set('placement', placement);
        await page.goto(`${portal.url}/?${query}`);
        return { portal, frame: page.frameLocator('iframe'), clock, pageErrors };
      },
    );
    await resumeClock(page);
    await Promise.all(portals.map((portal) => portal.stop()));
  },
});

export const test = /** @type {PlacementTest} */ (base.extend(fixtures));
export { expect };

/**
 * Moves the page's clock, which must be installed, until an element has the expected text.
 *
 * @param {OpenPlacement} place
 * @param {import('@playwright/test').Locator} locator
 * @param {string | RegExp} text
 */
export function advanceUntilShown({ clock }, locator, text) {
  return clock.advanceUntil(async () => (await locator.filter({ hasText: text }).count()) === 1);
}

/**
 * Opens a task, from the list or from another task.
 *
 * @param {OpenPlacement} place
 * @param {string} name
 */
export async function openTask({ frame }, name) {
  const back = frame.getByRole('button', { name: 'All tasks' });
  if (await back.isVisible()) await back.click();
  await frame.getByRole('button', { name }).click();
  await expect(frame.getByRole('heading', { level: 1, name })).toBeFocused();
}

/**
 * The completions that reached a portal.
 *
 * @param {RunningPortal} portal
 */
export function completions(portal) {
  return portal
    .requests()
    .filter((call) => call.method === 'bizproc.task.complete' && call.verb === 'POST');
}

/**
 * The stored answer of one user to a task; null if there is none.
 *
 * @param {RunningPortal} portal
 * @param {number} id
 * @param {number} [user]
 */
export function answerTo(portal, id, user = 1) {
  const row = portal.tasks().find(({ ID, USER_ID }) => ID === id && USER_ID === user);
  return row?.outcome ?? null;
}
