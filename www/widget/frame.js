/**
 * The part of BX24 and of the SDK's `parent` that sizes the frame. One calls back, the other
 * returns a promise.
 *
 * @typedef {object} FrameHost
 * @property {(width: number, height: number, callback?: () => void) => unknown} resizeWindow
 * @property {() => unknown} fitWindow
 */

/**
 * Keeps the frame as high as its content.
 *
 * `fitWindow` keeps the frame as wide as its place, but never makes it lower, since a document is
 * at least as high as its window. So the frame is first given the content's height as a number.
 * Only a change of the content asks for anything: the frame's own size never does, which is what
 * would make the two chase each other.
 *
 * @param {FrameHost} host
 * @param {HTMLElement} content
 */
export function fitFrame(host, content) {
  let fitted = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(content.getBoundingClientRect().bottom + window.scrollY);
    if (height === 0 || height === fitted) return;
    fitted = height;
    if (height >= window.innerHeight) return void host.fitWindow();
    let widened = false;
    const widen = () => {
      if (!widened) host.fitWindow();
      widened = true;
    };
    const answered = host.resizeWindow(window.innerWidth, height, widen);
    if (answered instanceof Promise) answered.then(widen, () => {});
  }).observe(content);
}
