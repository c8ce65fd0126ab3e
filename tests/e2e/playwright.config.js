import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';
import './firefox-socket.js';

const chrome = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const firefox = process.env.FIREFOX_PATH;

/**
 * Set by `npm test`: omits the long tests (@full), and runs in Firefox only those of the package where engines differ
 * (@engines). Each of these says in what they differ.
 */
const isQuick = process.env.BIZPROC_TASKS_QUICK === '1';

const viewport = { width: 1100, height: 800 };

const chromium = {
  name: 'chromium',
  grepInvert: isQuick ? /@full/ : [],
  use: {
    ...devices['Desktop Chrome'],
    viewport,
    // A new page takes longer than most tests. Each test has its own portal, and therefore its own origin. Stored data,
    // routes, scripts and clocks are removed between tests.
    reuseContext: true,
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
};

/**
 * The released Firefox, over WebDriver BiDi, because Playwright's own Firefox is a patched build. Over BiDi a test can
 * neither choose a file on disk nor measure memory. Each test has a new context: over BiDi, removing the stored data of a
 * used one sometimes fails, because a navigation has not ended.
 */
const gecko = {
  name: 'firefox',
  // Its start takes several seconds. Beside it, the other worker runs the tests in Chromium.
  workers: 1,
  grep: isQuick ? /@engines/ : /.*/,
  grepInvert: /@chromium/,
  testIgnore: ['endurance.spec.js', 'files.spec.js', 'large.spec.js'],
  use: {
    ...devices['Desktop Firefox'],
    viewport,
    channel: 'moz-firefox',
    launchOptions: {
      executablePath: firefox,
      // Without a graphics processor, painting takes much of Firefox's time.
      firefoxUserPrefs: { 'layout.frame_rate': 10 },
    },
  },
};

export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  preserveOutput: 'failures-only',
  globalSetup: './global-setup.js',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // These timeouts only end a hanging test. They do not measure speed, because machines differ.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    locale: 'en-GB',
    timezoneId: 'UTC',
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: firefox ? [gecko, chromium] : [chromium],
});
