// WebKitGTK's MiniBrowser, over WebDriver. The variable WEBKIT_DRIVER names the driver.
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { Builder } from 'selenium-webdriver';

// The typings do not contain these paths.
const load = createRequire(import.meta.url);
const { findFreePort } = load('selenium-webdriver/net/portprober');
const { DriverService } = load('selenium-webdriver/remote');

/** Ends a hanging test. It does not measure speed. */
export const TIMEOUT_MS = 60_000;

/**
 * Starts the browser before the tests of a file, and ends it after them.
 *
 * @returns {() => import('selenium-webdriver').WebDriver} the browser, while tests run
 */
export function startBrowser() {
  /** The driver's process. @type {any} */
  let service;
  /** @type {import('selenium-webdriver').WebDriver} */
  let driver;
  before(async () => {
    const port = await findFreePort();
    service = new DriverService.Builder(process.env.WEBKIT_DRIVER ?? 'WebKitWebDriver')
      .setLoopback(true)
      .setPort(port)
      .addArguments(`--port=${port}`)
      .build();
    const url = await service.start();
    driver = await new Builder()
      .usingServer(url)
      .withCapabilities({ browserName: 'MiniBrowser' })
      .build();
  });
  after(async () => {
    await driver?.quit();
    await service?.kill();
  });
  return () => driver;
}
