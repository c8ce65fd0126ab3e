// <bizproc-task> on a separate page, with a token.
import { field, request } from './tasks.js';

/**
 * The script of a page with the element: `window.form`, and its events in `window.events`. It reports when a task is
 * shown.
 *
 * @param {import('./host.js').RunningPortal} portal
 * @param {string} [script] what is done before the element is put into the page
 */
export const elementScript = (portal, script = '') => `
  import '/element.js';
  const form = document.createElement('bizproc-task');
  window.form = form;
  window.events = [];
  for (const type of ['ready', 'change', 'invalid', 'submit', 'complete', 'error', 'close']) {
    document.addEventListener('bizproc-' + type, ({ detail }) => events.push([type, detail]));
  }
  form.connection = { domain: ${JSON.stringify(portal.url)}, accessToken: ${JSON.stringify(portal.token(1))} };
  form.lang = 'en';
  form.setAttribute('task-id', '13');
  document.documentElement.lang = 'en';
  ${script}
  document.body.append(form);
  await new Promise((resolve) => form.addEventListener('bizproc-ready', resolve));
  report(form.task.id);
`;

/** @param {...Record<string, unknown>} REQUEST */
export const requestOf = (...REQUEST) => request({ PARAMETERS: { REQUEST } });

const MANY = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`k${at}`, `Option ${at}`]));
const SOME = Object.fromEntries(Object.entries(MANY).slice(0, 8));

/** Fields with each kind of control. */
export const EVERY_CONTROL = [
  field('line', 'Line', 'string', { Required: true, Description: 'A hint' }),
  field('long', 'Long', 'text'),
  field('number', 'Number', 'double', { Default: '1.5' }),
  field('flag', 'Flag', 'bool', { Required: true }),
  field('few', 'Few', 'select', { Options: { a: 'First', b: 'Second' }, Required: true }),
  field('some', 'Some', 'select', { Options: SOME }),
  field('many', 'Many', 'select', { Options: MANY, Multiple: true }),
  field('price', 'Price', 'UF:money', { Required: true }),
  field('boss', 'Boss', 'user', { Default: 'user_2' }),
  field('team', 'Team', 'user', { Default: ['user_3', 'user_4'], Multiple: true }),
  field('day', 'Day', 'date'),
  field('moment', 'Moment', 'datetime', { Required: true }),
  field('lines', 'Lines', 'string', { Multiple: true, Default: ['a', 'b'] }),
  field('stage', 'Stage', 'deal_stage'),
  field('files', 'Files', 'file', { Multiple: true, Default: 501 }),
];

/**
 * Chooses files that the page creates: in Firefox a test cannot choose files on disk.
 *
 * @param {import('@playwright/test').Locator} input
 * @param {Record<string, string>} contents by the files' names, as texts in which a character is a byte
 */
export const chooseFiles = (input, contents) =>
  input.evaluate((element, contents) => {
    const transfer = new DataTransfer();
    for (const [name, content] of Object.entries(contents)) {
      const bytes = Uint8Array.from(content, (char) => char.charCodeAt(0));
      const type = name.endsWith('.png') ? 'image/png' : '';
      transfer.items.add(new File([bytes], name, { type }));
    }
    Object.assign(element, { files: transfer.files });
    element.dispatchEvent(new Event('change', { bubbles: true }));
  }, contents);

/** A picture of one pixel, as a text with one character per byte. */
export const PICTURE = atob(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
);
