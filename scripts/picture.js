// Takes the picture of the demo for the README.
import path from 'node:path';
import { main, root, run } from './run.js';
import * as setup from './setup.js';

const picture = path.join(root, 'docs/images/demo.png');

await main(async () => {
  await setup.buildTools();
  await setup.dist();
  await run([process.execPath, 'scripts/build-demo.js'], setup.environment());
  const { chrome } = await setup.browser();

  const { chromium } = await import('@playwright/test');
  const { startDemo } = await import('../www/portal/demo.js');
  const demo = await startDemo({});
  const browser = await chromium.launch({
    executablePath: chrome,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1200, height: 856 },
      deviceScaleFactor: 2,
      locale: 'en-GB',
    });
    await page.goto(`${demo.url}/?connection=bx24`);
    const placement = page.frameLocator('#pane-app iframe');
    await placement.getByRole('button', { name: 'Approve a 12% discount' }).click();
    await placement.getByRole('button', { name: 'Refuse' }).click();
    await placement.getByRole('alert').waitFor();
    await page.locator('#live', { hasText: 'Live' }).waitFor();
    await page.screenshot({ path: picture });
  } finally {
    await browser.close();
    await demo.stop();
  }
  console.log(`\n${path.relative(root, picture)}`);
});
