/**
 * The part of BX24 and of the SDK's `parent` that sets the size of the frame. BX24 calls back, the SDK returns a
 * promise.
 *
 * @typedef {object} FrameHost
 * @property {(width: number, height: number, callback?: () => void) => unknown} resizeWindow
 * @property {() => unknown} fitWindow
 */

/** If the frame does not have the requested height this long after the host's reply, it will not get it. */
const RESIZE_TIMEOUT_MS = 500;

/**
 * Keeps the frame as high as its content.
 *
 * `fitWindow` sets the width to 100 %, but never makes the frame lower, because a document is at least as high as its
 * window. A frame that is too high therefore first gets the content's height as a number. `fitWindow` is called only
 * after the frame has this height: earlier, it would keep the old height. The host's reply does not show this, because
 * replies and sizes may arrive in any order.
 *
 * Only a change of the content starts a request. A change of the frame's size does not, because that could cause an
 * endless loop.
 *
 * @param {FrameHost} host
 * @param {HTMLElement} content
 */
export function fitFrame(host, content) {
  let wanted = 0;
  let isLowering = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const fit = () => {
    clearTimeout(timer);
    isLowering = false;
    host.fitWindow();
  };

  new ResizeObserver(() => {
    const height = Math.ceil(content.getBoundingClientRect().bottom + window.scrollY);
    if (height === 0 || height === wanted) return;
    wanted = height;
    if (height >= window.innerHeight) return fit();
    clearTimeout(timer);
    isLowering = true;
    const onReply = () => {
      if (!isLowering || height !== wanted) return;
      clearTimeout(timer);
      timer = setTimeout(fit, RESIZE_TIMEOUT_MS);
    };
    const reply = host.resizeWindow(window.innerWidth, height, onReply);
    if (reply instanceof Promise) reply.then(onReply, () => {});
  }).observe(content);

  window.addEventListener('resize', () => {
    if (isLowering && window.innerHeight <= wanted) fit();
  });
}
