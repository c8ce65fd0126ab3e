/**
 * The part of BX24 and of the SDK's `parent` that sizes the frame. One calls back, the other
 * returns a promise.
 *
 * @typedef {object} FrameHost
 * @property {(width: number, height: number, callback?: () => void) => unknown} resizeWindow
 * @property {() => unknown} fitWindow
 */

/** A frame that is not as low as asked so long after the host's reply never will be. */
const RESIZE_TIMEOUT_MS = 500;

/**
 * Keeps the frame as high as its content.
 *
 * `fitWindow` keeps the frame as wide as its place, but never makes it lower, since a document is at least as high as its
 * window. A frame that is too high is therefore first given the content's height as a number, and fitted once it is that
 * low: fitted earlier, it would stay as high as it is. The host's reply does not say so, since replies and sizes may come in
 * any order.
 *
 * Only a change of the content asks for anything: the frame's own size never does, which is what would make the two chase
 * each other.
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
