import { element, labelled, select } from './element.js';
import { frameWidth, setFrameWidth, WIDTHS } from './frame-width.js';
import { request, sendCommand } from './request.js';

/** @typedef {import('./panel.js').State} State */

/** Request rates: the capacity of the bucket, and the requests per second that drain. @type {[string, string][]} */
const RATES = [
  ['', 'Not limited'],
  ['50 2', '50 at once, 2 a second: cloud'],
  ['250 5', '250 at once, 5 a second: cloud, Enterprise'],
];

/** @type {[string, string][]} */
const EXECUTION_LIMITS = [
  ['60000', '60 s: cloud'],
  ['30000', '30 s'],
  ['10000', '10 s'],
];

/** @type {[string, string][]} */
const CULTURES = [
  ['eu', 'DD.MM.YYYY'],
  ['us', 'MM/DD/YYYY'],
];

/**
 * Settings of the portal and of the frame.
 *
 * @returns {import('./panel.js').View}
 */
export function settingsView() {
  const portal = portalSettings();
  const limits = limitSettings();
  const box = element('div', 'settings-panel');
  box.append(portal.form, limits.fieldset, frameSettings());
  return {
    head: [],
    update: (state) => {
      portal.update(state.env);
      limits.update(state.limits);
    },
    body: () => [box],
  };
}

/** The settings that reset the portal. */
function portalSettings() {
  const form = element('form');
  const serverTz = zoneField('UTC');
  const userTz = zoneField('the server’s');
  const culture = select(CULTURES, 'eu', () => {});
  const error = element('p', 'notice');
  error.role = 'alert';
  error.hidden = true;
  const apply = element('button', 'button is-main', 'Apply and start over');
  const zones = element('datalist');
  zones.id = 'zones-list';
  zones.append(...['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => new Option(zone)));
  const fieldset = group(
    'Dates',
    labelled('Time zone of the server', serverTz),
    labelled('Time zone of users', userTz),
    labelled('Format', culture),
    error,
    apply,
  );
  form.append(fieldset, zones);

  let isChanged = false;
  form.addEventListener('input', () => {
    isChanged = true;
  });
  /** @type {State} */
  let env = {};
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const changes = {
      serverTz: serverTz.value || 'UTC',
      userTz: userTz.value,
      userOffset: userTz.value === '' ? env.userOffset : 0,
      culture: culture.value,
    };
    error.hidden = true;
    try {
      await request('POST', 'reset', { env: { ...env, ...changes } });
      location.reload();
    } catch (problem) {
      error.textContent = /** @type {Error} */ (problem).message;
      error.hidden = false;
    }
  });
  return {
    form,
    update: (/** @type {State} */ current) => {
      env = current;
      if (isChanged) return;
      serverTz.value = env.serverTz;
      userTz.value = env.userTz;
      culture.value = env.culture;
    },
  };
}

/** @param {string} placeholder */
function zoneField(placeholder) {
  const field = element('input');
  field.setAttribute('list', 'zones-list');
  field.placeholder = placeholder;
  field.spellcheck = false;
  return field;
}

/** The limits of the portal from now on. */
function limitSettings() {
  const set = () => {
    const [burst, perSecond] = rate.value.split(' ').map(Number);
    sendCommand('POST', 'limits', {
      ...(rate.value === '' ? {} : { burst, perSecond }),
      executionMs: Number(execution.value),
    });
  };
  const rate = select(RATES, '', set);
  const execution = select(EXECUTION_LIMITS, '60000', set);
  return {
    fieldset: group('Limits', labelled('Requests', rate), labelled('Time of a call', execution)),
    update: (/** @type {State} */ { burst, perSecond, executionMs }) => {
      show(rate, burst === null ? '' : `${burst} ${perSecond}`);
      show(execution, String(executionMs));
    },
  };
}

/**
 * Selects a value. Adds it if it is not an option.
 *
 * @param {HTMLSelectElement} field
 * @param {string} value
 */
function show(field, value) {
  if (![...field.options].some((option) => option.value === value)) {
    field.append(new Option(value, value));
  }
  field.value = value;
}

function frameSettings() {
  const width = select(WIDTHS, '', setFrameWidth);
  show(width, frameWidth());
  return group('Frame', labelled('Width', width));
}

/**
 * @param {string} title
 * @param {...HTMLElement} content
 */
function group(title, ...content) {
  const fieldset = element('fieldset');
  fieldset.append(element('legend', '', title), ...content);
  return fieldset;
}
