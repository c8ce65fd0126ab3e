import { readFileSync } from 'node:fs';
import { expect, test } from './placement.js';
import { approval, request } from './tasks.js';

/** @param {import('./placement.js').OpenPlacement['frame']} frame */
function measures(frame) {
  return frame.locator('html').evaluate((root) => {
    const app = /** @type {HTMLElement} */ (document.getElementById('app'));
    return {
      content: Math.round(app.getBoundingClientRect().bottom + scrollY),
      window: innerHeight,
      overflow: root.scrollWidth - root.clientWidth,
    };
  });
}

/**
 * Waits until the frame is as high as its content, within a pixel.
 *
 * @param {import('./placement.js').OpenPlacement['frame']} frame
 */
async function expectFitted(frame) {
  await expect(async () => {
    const { content, window } = await measures(frame);
    expect(Math.abs(window - content)).toBeLessThanOrEqual(1);
  }).toPass();
}

for (const connection of /** @type {const} */ (['bx24', 'sdk'])) {
  // It is the same size that is asked for, in other words.
  const tag = connection === 'sdk' ? '@full' : [];
  test(`the frame grows and shrinks with its content over ${connection}`, { tag }, async ({
    open,
    page,
  }) => {
    await page.addInitScript(() => {
      const asked = Object.assign(window, { asked: 0 });
      window.addEventListener('message', ({ data }) => {
        if (String(data).startsWith('resizeWindow')) asked.asked += 1;
      });
    });
    const asked = () => page.evaluate(() => /** @type {any} */ (window).asked);
    const tasks = [
      request(),
      ...Array.from({ length: 12 }, (_, at) => approval({ ID: 101 + at, NAME: `Task ${at}` })),
    ];
    const { frame } = await open({ tasks, connection });
    await expect(frame.getByText('13 tasks wait for you')).toBeVisible();
    await expectFitted(frame);
    const list = await measures(frame);
    expect(list.content).toBeGreaterThan(600);

    await frame.getByRole('button', { name: 'Choose a contractor' }).click();
    await expect(frame.getByLabel('Contractor')).toBeVisible();
    await expectFitted(frame);
    const form = await measures(frame);
    expect(form.content).toBeLessThan(list.content);

    await frame.getByRole('button', { name: 'Send' }).click();
    await expect(frame.getByRole('alert')).toBeVisible();
    await expectFitted(frame);
    expect((await measures(frame)).content).toBeGreaterThan(form.content);

    await frame.getByRole('button', { name: 'All tasks' }).click();
    await expectFitted(frame);
    expect((await measures(frame)).content).toBe(list.content);
    // Two requests for a lower frame, one for a higher one. An endless loop would send hundreds.
    expect(await asked()).toBeLessThan(24);
  });
}

test('the frame is fitted when it has the size of the reply, whenever the reply arrives', {
  tag: '@engines',
}, async ({ page }) => {
  await page.setContent('<iframe srcdoc="<!doctype html><main id=app></main>"></iframe>');
  const frame = page.frames()[1];
  await frame.waitForSelector('#app', { state: 'attached' });
  const source = readFileSync(new URL('../../www/widget/frame.js', import.meta.url), 'utf8');
  await frame.addScriptTag({ content: source.replace('export function', 'function') });
  await frame.evaluate(() => {
    const { frameElement } = window;
    /** The delayed actions of the portal's page, one after the other. @type {(() => void)[]} */
    const tasks = [];
    const portal = Object.assign(window, { minimum: 0 });
    const resize = (/** @type {string} */ width, /** @type {number} */ wanted) => {
      const height = Math.max(wanted, portal.minimum);
      tasks.push(() =>
        Object.assign(/** @type {any} */ (frameElement).style, { width, height: `${height}px` }),
      );
      setTimeout(() => tasks.shift()?.(), 50);
      return height;
    };
    const host = {
      resizeWindow(
        /** @type {number} */ width,
        /** @type {number} */ wanted,
        /** @type {(size: object) => void} */ callback,
      ) {
        const height = resize(`${width}px`, wanted);
        // Frames in other processes get their new size later.
        callback({ width, height });
      },
      fitWindow: () => resize('100%', document.documentElement.scrollHeight),
    };
    document.body.style.margin = '0';
    /** @type {any} */ (window).fitFrame(host, document.getElementById('app'));
  });
  const setHeights = async (/** @type {number[]} */ heights, minimum = 0) => {
    await frame.evaluate((minimum) => Object.assign(window, { minimum }), minimum);
    await frame.locator('#app').evaluate(async (app, heights) => {
      for (const height of heights) {
        app.style.height = `${height}px`;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }, heights);
  };
  const expectHeight = (/** @type {number | undefined} */ height) =>
    expect
      .poll(() => frame.evaluate(() => [innerHeight, window.frameElement?.getAttribute('style')]))
      .toEqual([height, `width: 100%; height: ${height}px;`]);
  for (const heights of [[900], [600, 300], [700, 100, 400], [50], [700]]) {
    await setHeights(heights);
    await expectHeight(heights.at(-1));
  }
  // A portal may keep its frames from becoming too low.
  await setHeights([300], 400);
  await expectHeight(400);
  await setHeights([200], 400);
  await expectHeight(400);
});

test('nothing is cut off in a narrow frame', async ({ open, page }) => {
  const name = `Approve_${'a_very_long_name_without_any_blank_'.repeat(4)}`;
  const { frame } = await open({
    tasks: [request({ DESCRIPTION: name, DOCUMENT_NAME: name }), approval({ NAME: name })],
  });
  const expectWhole = async () => {
    for (const width of [320, 480, 1100]) {
      await page.setViewportSize({ width, height: 800 });
      await expectFitted(frame);
      expect((await measures(frame)).overflow, `at a width of ${width}`).toBe(0);
    }
  };
  await expect(frame.getByText('2 tasks wait for you')).toBeVisible();
  await expectWhole();
  await frame.getByRole('button', { name: 'Choose a contractor' }).click();
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.getByRole('alert')).toBeVisible();
  await expectWhole();
});
