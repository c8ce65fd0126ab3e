/** Pages and apps that open over the card. */

import { button, element } from './element.js';

/**
 * Opens the app with its own parameters. Resolves when the slider is closed.
 *
 * @param {Record<string, unknown>} params
 * @param {import('./frame.js').FrameSession} session
 * @param {typeof import('./frame.js').openFrame} open
 */
export function openSliderApp(params, session, open) {
  const options = Object.fromEntries(
    Object.entries(params).filter(([name]) => !name.startsWith('bx24_')),
  );
  const title = String(params.bx24_title ?? 'Application');
  return openSlider(title, (body, close) =>
    open(
      body,
      {
        user: session.user.id,
        lang: session.initData.LANG,
        placement: 'DEFAULT',
        options: { ...options, IFRAME: 'Y', IFRAME_TYPE: 'SIDE_SLIDER' },
        method: session.method,
      },
      close,
    ),
  );
}

/**
 * Opens a slider. Resolves when it is closed.
 *
 * @param {string} title
 * @param {(body: HTMLElement, close: () => void) => unknown} fill What it gives ends with the slider.
 * @returns {Promise<void>}
 */
export async function openSlider(title, fill) {
  const slider = element('dialog', 'slider');
  const body = element('div', 'slider-body');
  const head = element('div', 'slider-head');
  const close = () => slider.close();
  head.append(element('h2', '', title), button('Close', close));
  slider.append(head, body);
  document.body.append(slider);

  const closed = new Promise((resolve) => slider.addEventListener('close', resolve));
  slider.showModal();
  const end = await fill(body, close);
  await closed;
  if (typeof end === 'function') end();
  slider.remove();
}
