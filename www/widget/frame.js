/**
 * The part of BX24 and of the SDK's `parent` that sets the size of the frame. BX24 calls back, the SDK returns a
 * promise.
 *
 * @typedef {object} FrameHost
 * @property {(width: number, height: number, callback: (size?: FrameSize) => void) => unknown} resizeWindow
 * @property {() => unknown} fitWindow
 */

/**
 * The size that the host has given to the frame, in pixels. The SDK resolves without it if the host sends no reply.
 *
 * @typedef {{ width?: number, height?: number }} FrameSize
 */

/**
 * Keeps the frame as high as its content.
 *
 * `fitWindow` sets the width to 100 %, but never makes the frame lower, because a document is at least as high as its
 * window. A frame that is too high therefore first gets the content's height as a number. `fitWindow` is called only
 * after the frame has this height: earlier, it would keep the old height. The host's reply does not show this, because
 * replies and sizes may arrive in any order. The reply only shows a host that does not make the frame as low as that.
 *
 * Only a change of the content starts a request. A change of the frame's size does not, because that could cause an
 * endless loop.
 *
 * @param {FrameHost} host
 * @param {HTMLElement} content
 */
export function fitFrame(host, content) {
  let wanted = 0;
  /** The height that the frame is going to have. */
  let expected = 0;
  let isLowering = false;

  const fit = () => {
    isLowering = false;
    host.fitWindow();
  };

  const fitIfLowered = () => {
    // With zoom, the height may be rounded up.
    if (isLowering && window.innerHeight <= expected + 1) fit();
  };

  new ResizeObserver(() => {
    const height = Math.ceil(content.getBoundingClientRect().bottom + window.scrollY);
    if (height === 0 || height === wanted) return;
    wanted = height;
    if (height >= window.innerHeight) return fit();
    expected = height;
    isLowering = true;
    const onReply = (/** @type {FrameSize | undefined} */ size) => {
      if (height !== wanted || size?.height === undefined) return;
      expected = size.height;
      fitIfLowered();
    };
    const reply = host.resizeWindow(window.innerWidth, height, onReply);
    if (reply instanceof Promise) reply.then(onReply, () => {});
  }).observe(content);

  window.addEventListener('resize', fitIfLowered);
}
