// A page without a browser, for form libraries that need one.
import assert from 'node:assert/strict';
import { Window } from 'happy-dom';

const window = new Window({ url: 'https://app.example/' });
Object.assign(globalThis, { window, document: window.document });
if (!globalThis.navigator) Object.assign(globalThis, { navigator: window.navigator });
for (const name of ['Element', 'HTMLElement', 'HTMLIFrameElement', 'SVGElement', 'Node', 'Event']) {
  Object.assign(globalThis, { [name]: /** @type {any} */ (window)[name] });
}

/** The container of the form. */
export const place = document.body.appendChild(document.createElement('main'));

/**
 * Waits for delayed work of a library.
 *
 * @param {() => void} check
 */
export async function eventually(check) {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/**
 * Fills in the form as a user does.
 *
 * @param {Record<string, string | boolean>} values by the names of the controls
 */
export function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    const control = /** @type {any} */ (document.querySelector(`[name="${name}"]`));
    assert.ok(control, `no control ${name}`);
    if (typeof value === 'boolean') {
      if (control.checked !== value) control.click();
      continue;
    }
    // React detects a value that was set without its own setter.
    const prototype = Object.getPrototypeOf(control);
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(control, value);
    const Event = /** @type {any} */ (window).Event;
    control.dispatchEvent(new Event('input', { bubbles: true }));
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** Submits the form, and waits: a library may not have finished the submission yet. */
export async function submit() {
  /** @type {HTMLButtonElement | null} */ (document.querySelector('[type="submit"]'))?.click();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** The messages of the form by the name of the control. */
export const shown = () =>
  Object.fromEntries(
    [...document.querySelectorAll('[data-for]')].map((alert) => [
      alert.getAttribute('data-for'),
      alert.textContent,
    ]),
  );
