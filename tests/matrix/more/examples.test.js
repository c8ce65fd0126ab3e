import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import { place } from '../host.js';
import { serve } from '../serve.js';

const examples = path.join(import.meta.dirname, '../../../www/examples');

for (const [name, plugins] of Object.entries({ react: [], vue: [vue()] })) {
  // Copied to the folder with the installed package.
  const folder = path.join(import.meta.dirname, `../dist/example-${name}`);
  /** @type {import('../serve.js').Host} */
  let server;

  before(async () => {
    rmSync(folder, { recursive: true, force: true });
    cpSync(path.join(examples, name), folder, { recursive: true });
    await build({ root: folder, configFile: false, logLevel: 'warn', plugins });
    server = await serve(path.join(folder, 'dist'));
  });
  after(() => server.stop());

  test(`${name}: a task with wrong input is corrected and completed`, { timeout: 60_000 }, () =>
    place(`${server.url}index.html`, async ({ portal, frame, pageErrors }) => {
      const contractor = frame.getByLabel('Contractor');
      const send = frame.getByRole('button', { name: 'Send' });
      const issues = () => frame.getByRole('alert').getByRole('paragraph').allTextContents();

      await contractor.fill(' ');
      assert.deepEqual(await issues(), ['Enter “Contractor”']);
      await contractor.fill('');
      await send.click();
      assert.deepEqual(await issues(), ['Enter “Contractor”', 'Enter “Start of work”']);
      await contractor.fill('C_607');
      assert.deepEqual(await issues(), ['Enter “Start of work”']);
      await frame.getByLabel('Start of work').fill('2026-12-01');
      assert.deepEqual(await issues(), []);
      assert.deepEqual(completions(portal), []);

      await send.click();
      await frame.getByText('Your answer is recorded: Send').waitFor();
      const { outcome } = portal.tasks()[0] ?? {};
      assert.equal(outcome?.variables.contractor, 'C_607');
      assert.equal(outcome?.variables.start.text, '01.12.2026 [0]');
      assert.equal(outcome?.variables.phone, '+1 555 0100');
      assert.equal(completions(portal).length, 1);
      assert.deepEqual(pageErrors, []);
    }),
  );

  test(
    `${name}: an answer of which nobody knows is looked up before another is given`,
    { timeout: 60_000 },
    () =>
      place(`${server.url}index.html`, async ({ portal, page, frame }) => {
        const send = frame.getByRole('button', { name: 'Send' });
        const look = frame.getByRole('button', { name: 'Look' });
        await frame.getByLabel('Contractor').fill('C_607');
        await frame.getByLabel('Start of work').fill('2026-12-01');
        await page.clock.install();
        for (const method of ['bizproc.task.complete', 'bizproc.task.list']) {
          portal.fault({ kind: 'reset', method, after: true, times: Number.POSITIVE_INFINITY });
        }
        await send.click();
        while (!(await look.isVisible())) await page.clock.fastForward(3_000);
        await frame.getByText('Your answer may have been saved anyway.').waitFor();
        assert.equal(await send.count(), 0);

        // A failed look-up proves nothing.
        await look.click();
        while (!(await look.isEnabled())) await page.clock.fastForward(3_000);
        assert.equal(await send.count(), 0);

        portal.fault(null);
        await look.click();
        await frame.getByText('Your answer is recorded: Send').waitFor();
        assert.equal(portal.tasks()[0]?.outcome?.userStatus, 3);
      }),
  );
}

/** @param {import('bizproc-tasks/portal').RunningPortal} portal */
const completions = (portal) =>
  portal.requests().filter(({ method }) => method === 'bizproc.task.complete');
