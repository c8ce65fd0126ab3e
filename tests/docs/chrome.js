// The browser for the examples.
import { existsSync } from 'node:fs';

const CHROME = process.env.CHROME_PATH ?? '/usr/bin/chromium';

export const launchOptions = {
  // Without one of these, Playwright's own Chromium.
  ...(existsSync(CHROME) ? { executablePath: CHROME } : {}),
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
};
