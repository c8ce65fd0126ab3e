// Starts a portal with happy-dom's globals instead of Node's, as in Vitest.
import { get } from 'node:http';
import { Window } from 'happy-dom';

const window = new Window({ url: 'http://localhost:3000' });
// Node 22 and 24 abort if their DOMException is replaced.
const preserved = ['undefined', 'NaN', 'Infinity', 'globalThis', 'DOMException'];
for (const name of Object.getOwnPropertyNames(window)) {
  if (preserved.includes(name)) continue;
  const value = /** @type {any} */ (window)[name];
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

const { startPortal } = await import('../../www/portal/index.js');
const portal = await startPortal();
portal.fault({ kind: 'delay', delayMs: 1 });
get(`${portal.webhook(1)}profile`, async (response) => {
  let text = '';
  for await (const chunk of response) text += chunk;
  // The console is the window's.
  process.stdout.write(`user ${JSON.parse(text).result.ID}`);
  await portal.stop();
  process.exit();
});
