// Accessibility of <bizproc-task>: in every state, right-to-left, enlarged, with forced colours, with reduced motion.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chooseFiles, EVERY_CONTROL, elementScript, PICTURE, requestOf } from './element-page.js';
import { expect, reported, test } from './host.js';
import { field, request } from './tasks.js';

/** @typedef {import('@playwright/test').Page} Page */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const COMPLETE = 'bizproc.task.complete';

/** The violations that axe finds in both themes. @param {Page} page */
const findViolations = (page) =>
  page.evaluate(async () => {
    const { axe, form } = /** @type {any} */ (window);
    const found = [];
    for (const theme of ['light', 'dark']) {
      form.theme = theme;
      document.documentElement.style.background = theme === 'dark' ? '#16191e' : '#fff';
      await form.updateComplete;
      for (const animation of form.renderRoot.getAnimations()) {
        if (animation instanceof CSSTransition) animation.finish();
      }
      // Themes differ only in colours.
      const options = theme === 'dark' ? { runOnly: ['color-contrast'] } : {};
      const { violations } = await axe.run(form, options);
      for (const { id, nodes } of violations) {
        found.push([theme, id, nodes.map((/** @type {any} */ { html }) => html)]);
      }
    }
    return found;
  });

/** Shows a task of the portal. @param {Page} page @param {number} id */
const show = (page, id) =>
  page.evaluate((id) => Object.assign(/** @type {any} */ (window).form, { taskId: id }), id);

test('axe finds no violations in any state', async ({ host, page, portalOf }) => {
  const portal = await portalOf(
    requestOf(...EVERY_CONTROL),
    request({ ID: 14, PARAMETERS: { REQUEST: [field('at', 'Time', 'time', { Required: true })] } }),
    request({ ID: 15, PARAMETERS: { REQUEST: [field('note', 'Note', 'string')] } }),
  );
  await page.goto(host.page(elementScript(portal, 'form.draft = true; form.confirm = true;')));
  await reported(page);
  await page.evaluate(axe);
  const send = page.getByRole('button', { name: 'Send', exact: true }).last();
  const alert = page.getByRole('alert');
  const status = page.getByRole('status').filter({ hasText: /\S/ });
  const question = page.getByText('Send the answer');
  const confirm = async () => {
    await send.click();
    await question.waitFor();
    await page.locator('.notice').getByRole('button', { name: 'Send' }).click();
  };

  /** @type {[string, () => Promise<void>][]} */
  const states = [
    ['a form', () => page.getByText('Daniel Brooks').waitFor()],
    [
      'issues',
      async () => {
        await send.click();
        await expect(alert).toContainText('things need your attention');
      },
    ],
    [
      'what is filled in, and a question',
      async () => {
        await page.getByLabel('Line', { exact: true }).fill('x');
        await page.getByLabel('Yes').check();
        await page.getByLabel('First').check();
        await page.getByLabel('Amount').fill('5');
        await page.getByLabel('Moment').fill('2026-12-24T18:30');
        await chooseFiles(page.getByLabel('Files'), { 'photo.png': PICTURE, 'note.txt': 'Hello' });
        await send.click();
        await question.waitFor();
      },
    ],
    [
      'an answer on its way',
      async () => {
        portal.fault({ kind: 'delay', method: COMPLETE, after: false });
        await page.locator('.notice').getByRole('button', { name: 'Send' }).click();
        await expect(status).toContainText('Sending your answer');
      },
    ],
    [
      'an outcome that is not known',
      async () => {
        await page.locator('.progress').getByRole('button').click();
        await expect(alert).toContainText('Your answer is not visible yet');
      },
    ],
    [
      'a task that only the portal completes',
      async () => {
        await show(page, 14);
        await expect(alert).toContainText('only in the portal itself');
      },
    ],
    [
      'a task that is being opened',
      async () => {
        portal.fault({ kind: 'delay', method: 'bizproc.task.list', delayMs: 600_000 });
        await show(page, 15);
        await page.getByText('Opening the task').waitFor();
      },
    ],
    [
      'a task that cannot be read',
      async () => {
        portal.fault({ kind: 'error', method: 'bizproc.task.list', code: 'X', status: 400 });
        await show(page, 14);
        await expect(alert).toContainText('cannot be shown');
      },
    ],
    [
      'a refused answer',
      async () => {
        await show(page, 15);
        await page.getByLabel('Note').fill('x');
        portal.fault({ kind: 'error', method: COMPLETE, code: 'insufficient_scope', status: 403 });
        await confirm();
        await expect(alert).toContainText('This app has no permission for this');
      },
    ],
    [
      'a form that is only read',
      async () => {
        await page.evaluate(() =>
          Object.assign(/** @type {any} */ (window).form, { readonly: true }),
        );
        await expect(send).toHaveCount(0);
      },
    ],
    [
      'a draft that was restored',
      async () => {
        await page.evaluate(() => {
          Object.assign(/** @type {any} */ (window).form, { readonly: false, taskId: 14 });
        });
        await expect(alert).toContainText('only in the portal itself');
        await show(page, 15);
        await expect(status).toContainText('Your earlier input was restored');
      },
    ],
    [
      'a saved answer',
      async () => {
        await confirm();
        await expect(status).toContainText('Answer saved');
      },
    ],
  ];
  for (const [state, reach] of states) {
    await reach();
    expect(await findViolations(page), state).toEqual([]);
  }
});

// Engines differ in their layout.
test('right-to-left, the form is mirrored', { tag: '@engines' }, async ({
  host,
  page,
  portalOf,
}) => {
  const portal = await portalOf(requestOf(...EVERY_CONTROL));
  await page.goto(host.page(elementScript(portal)));
  await reported(page);
  await page.getByText('Daniel Brooks').waitFor();
  await chooseFiles(page.getByLabel('Files'), { 'photo.png': PICTURE, 'note.txt': 'Hello' });
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').waitFor();
  const sides = (/** @type {string} */ dir) =>
    page.evaluate(async (dir) => {
      const { form } = /** @type {any} */ (window);
      document.documentElement.dir = dir;
      const box = form.getBoundingClientRect();
      const parts = 'input, textarea, select, button, legend, label, .chip, .file, .notice, img';
      return [...form.renderRoot.querySelectorAll(parts)].map((part) => {
        const { left, right } = part.getBoundingClientRect();
        const start = dir === 'rtl' ? box.right - right : left - box.left;
        return `${part.localName} ${part.id} ${part.className} ${Math.round(start)}`;
      });
    }, dir);
  const mirrored = await sides('rtl');
  expect(mirrored).toEqual(await sides('ltr'));
  expect(mirrored.length).toBeGreaterThan(50);
});

test('at 320 px, and at twice its size, the form is no wider than its place', {
  // Engines differ in their layout.
  tag: '@engines',
}, async ({ host, page, portalOf }) => {
  const wide = field('wide', 'W'.repeat(80), 'string', { Required: true });
  const options = { a: 'W'.repeat(200), b: 'B' };
  const long = ['select', 'select'].map((type, at) =>
    field(`long${at}`, 'A choice', type, { Options: options, Multiple: at > 0 }),
  );
  const portal = await portalOf(requestOf(wide, ...long, ...EVERY_CONTROL));
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(host.page(elementScript(portal)));
  await reported(page);
  await page.getByText('Daniel Brooks').waitFor();
  await chooseFiles(page.getByLabel('Files'), { [`${'long'.repeat(40)}.png`]: PICTURE });
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').waitFor();
  const overflow = () =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => document.documentElement.style.setProperty('zoom', '2'));
  expect(await overflow()).toBeLessThanOrEqual(0);
});

// Over WebDriver BiDi, Firefox cannot emulate these media.
test.describe('media', { tag: '@chromium' }, () => {
  /** @param {import('@playwright/test').Locator} locator @param {string[]} names */
  const style = (locator, ...names) =>
    locator.evaluate((element, names) => {
      const computed = getComputedStyle(element);
      return names.map((name) => computed.getPropertyValue(name)).join(' ');
    }, names);

  test('every state is visible with forced colours', async ({ host, page, portalOf }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    const portal = await portalOf(requestOf(...EVERY_CONTROL));
    await page.goto(host.page(elementScript(portal)));
    await reported(page);
    const flag = page.getByRole('radiogroup', { name: 'Flag' });
    const [yes, no] = [
      flag.locator('span', { hasText: 'Yes' }),
      flag.locator('span', { hasText: 'No' }),
    ];
    await flag.getByLabel('Yes').check();
    expect(await style(yes, 'background-color')).not.toBe(await style(no, 'background-color'));
    await flag.getByLabel('Yes').focus();
    await page.keyboard.press('ArrowRight');
    expect(await style(no, 'outline-style')).toBe('solid');

    const label = page.locator('label', { hasText: 'Line' }).first();
    expect(await style(label, 'text-decoration-line')).toBe('none');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    expect(await style(label, 'text-decoration-line')).toBe('underline');
    expect(await style(page.getByRole('alert'), 'border-top-style')).toBe('solid');
    for (const part of ['.chip', 'input[type=text]', 'textarea', 'select', '.answers button']) {
      const border = await style(
        page.locator(part).first(),
        'border-top-style',
        'border-top-width',
      );
      expect(border, part).toBe('solid 1px');
    }
  });

  test('there is no motion with reduced motion', async ({ host, page, portalOf }) => {
    const portal = await portalOf(requestOf(field('note', 'Note', 'string')));
    portal.fault({ kind: 'delay', method: 'batch', nth: 2, delayMs: 600_000 });
    await page.goto(host.page(elementScript(portal)));
    await reported(page);
    await page.evaluate(() => {
      const { form } = /** @type {any} */ (window);
      document.body.append(Object.assign(form.cloneNode(), { connection: form.connection }));
    });
    const skeleton = page.locator('.skeleton').first();
    const send = page.getByRole('button', { name: 'Send' });
    const motion = async () => [
      await style(skeleton, 'animation-name'),
      await style(send, 'transition-duration'),
    ];
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await motion()).toEqual(['pulse', '0.12s']);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await motion()).toEqual(['none', '0s']);
  });
});
