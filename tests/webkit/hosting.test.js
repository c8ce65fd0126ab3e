// The package in Safari's engine: both entries under a strict policy, the form element, and the demo in a portal's frame.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { By, until } from 'selenium-webdriver';
import { startDemo } from '../../www/portal/demo.js';
import { startPortal } from '../../www/portal/index.js';
import { startHost } from '../e2e/host.js';
import { answerTo, completions } from '../e2e/placement.js';
import { DONE, flow, strict } from '../e2e/strict-page.js';
import { approval, request, review } from '../e2e/tasks.js';
import { startBrowser, TIMEOUT_MS } from './browser.js';

const getBrowser = startBrowser();

/** @type {Awaited<ReturnType<typeof startHost>>} */
let host;
before(async () => {
  host = await startHost();
});
after(() => host.stop());

/** @type {import('../../www/portal/index.js').RunningPortal[]} */
const portals = [];
afterEach(() => Promise.all(portals.splice(0).map((portal) => portal.stop())));

/** @param {...import('../../www/portal/index.js').Task} tasks */
async function portalOf(...tasks) {
  const portal = await startPortal({ tasks });
  portals.push(portal);
  return portal;
}

/** The report of a page's script. */
async function reported() {
  const browser = getBrowser();
  await browser.wait(() => browser.executeScript('return "reported" in window'), TIMEOUT_MS);
  return /** @type {Promise<any>} */ (browser.executeScript('return window.reported'));
}

for (const entry of ['index', 'url']) {
  test(`${entry}: it works under a strict policy with Trusted Types and without eval`, async () => {
    const portal = await portalOf(approval(), review());
    await getBrowser().get(host.page(flow(entry, portal), strict(portal)));
    const { violations, ...rest } = await reported();
    const { violations: none, ...expected } = DONE;
    const page = { origin: host.url, storage: false, eval: 'EvalError', html: 'TypeError' };
    assert.deepEqual(rest, { ...expected, ...page });
    // The browser requests an icon of the page, which the policy forbids.
    const own = violations.filter((/** @type {string} */ text) => !text.endsWith('/favicon.ico'));
    assert.deepEqual(own, none);
    assert.equal(completions(portal).length, 1);
  });

  test(`${entry}: it works in a sandboxed frame without an origin`, async () => {
    const browser = getBrowser();
    const portal = await portalOf(approval(), review());
    // 'self' matches nothing in such a frame: WebKit compares addresses with the origin "null".
    const inside = host.page(flow(entry, portal), strict(portal, { self: host.url }));
    host.replies['/outside.html'] = () => ({
      body: `<!doctype html><iframe sandbox="allow-scripts" src="${inside}"></iframe>`,
    });
    await browser.get(`${host.url}/outside.html`);
    await browser.switchTo().frame(0);
    const blocked = { storage: 'SecurityError', eval: 'EvalError', html: 'TypeError' };
    assert.deepEqual(await reported(), { ...DONE, origin: 'null', ...blocked });
    assert.equal(completions(portal).length, 1);
  });

  test(`${entry}: if WebAssembly is forbidden, the error says how to allow it`, async () => {
    const portal = await portalOf();
    const requestedBefore = host.requested.length;
    const script = `
      import { init, parseStatus } from '/dist/${entry}.js';
      const errors = [await init().catch(describe)];
      try { parseStatus(1); } catch (error) { errors.push(describe(error)); }
      report(errors);
    `;
    await getBrowser().get(host.page(script, strict(portal, { webAssembly: '' })));
    const [fromInit, fromCall] = await reported();
    assert.deepEqual([fromInit.name, fromInit.code], ['BizprocError', 'USAGE']);
    assert.match(
      fromInit.message,
      /^WebAssembly is not available here: CompileError: .* Add 'wasm-unsafe-eval' to script-src/,
    );
    if (entry === 'index') assert.deepEqual(fromCall, fromInit);
    assert.ok(!host.requested.slice(requestedBefore).some((file) => file.endsWith('.wasm')));
  });
}

/**
 * Fills in the form of `request()`, and sends it. The keys for a date control depend on the machine's locale.
 *
 * @param {import('selenium-webdriver').WebElement} form
 */
async function sendRequest(form) {
  const inside = await form.getShadowRoot();
  const send = await inside.findElement(By.css('[part~=answer-ok]'));
  // The driver does not scroll the page around a frame, so its own clicks may miss.
  const click = () => getBrowser().executeScript('arguments[0].click()', send);
  await click();
  const summary = By.css('[part~=summary]');
  await getBrowser().wait(async () => (await inside.findElements(summary)).length, TIMEOUT_MS);
  await (await inside.findElement(By.id('field-0'))).sendKeys('C_607');
  const date = await inside.findElement(By.id('field-1'));
  await getBrowser().executeScript(
    `arguments[0].value = '2026-12-01';
    arguments[0].dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));`,
    date,
  );
  await click();
}

test('the form element shows issues, and completes a task', async () => {
  const browser = getBrowser();
  const portal = await portalOf(request());
  const connection = JSON.stringify({ domain: portal.url, accessToken: portal.token() });
  const script = `
    import '/dist/element.js';
    const form = document.createElement('bizproc-task');
    form.connection = ${connection};
    form.addEventListener('bizproc-ready', () => report(form.task.id));
    form.addEventListener('bizproc-complete', () => { document.title = 'Completed'; });
    form.taskId = 13;
    document.body.append(form);
  `;
  await browser.get(host.page(script));
  assert.equal(await reported(), 13);
  await sendRequest(await browser.findElement(By.css('bizproc-task')));
  await browser.wait(until.titleIs('Completed'), TIMEOUT_MS);
  const { contractor, start } = answerTo(portal, 13)?.variables ?? {};
  assert.equal(contractor, 'C_607');
  assert.match(start.server, /^2026-12-01T/);
  assert.equal(completions(portal).length, 1);
});

test("the demo completes tasks in the portal's frame, over BX24", async () => {
  const browser = getBrowser();
  const portal = await startDemo({ tasks: [approval(), request()] });
  portals.push(portal);
  await browser.get(`${portal.url}/`);
  /** @param {By} locator */
  const located = (locator) => browser.wait(until.elementLocated(locator), TIMEOUT_MS);
  await browser.switchTo().frame(await located(By.css('iframe')));
  await (await located(By.xpath("//button[contains(., 'Choose a contractor')]"))).click();
  const form = await located(By.css('bizproc-task'));
  const inside = await form.getShadowRoot();
  await browser.wait(async () => (await inside.findElements(By.id('field-1'))).length, TIMEOUT_MS);
  await sendRequest(form);
  const answer = () => answerTo(portal, 13);
  await browser.wait(() => answer() !== null, TIMEOUT_MS);
  assert.equal(answer()?.variables.contractor, 'C_607');
});
