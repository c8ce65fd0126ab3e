import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const chrome = process.env.CHROME_PATH ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  preserveOutput: 'failures-only',
  globalSetup: './build.js',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 20_000,
  expect: { timeout: 5_000 },
  reporter: [['list']],
  projects: [
    { name: 'bizproc-tasks' },
    {
      name: 'bizproc-tasks/js',
      testMatch: ['answers.spec.js', 'errors.spec.js', 'flow.spec.js'],
      use: /** @type {any} */ ({ isTranslated: true }),
    },
  ],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1100, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    actionTimeout: 5_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      // Without one of these, Playwright's own Chromium.
      executablePath: existsSync(chrome) ? chrome : undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
      ],
    },
  },
});
