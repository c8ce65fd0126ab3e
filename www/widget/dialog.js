import { render } from 'lit/html.js';

/** Free space below a dialog. */
const MARGIN_PX = 24;

/**
 * A modal dialog in the page. The frame is as high as its content, and the portal may show only a part of it. Therefore
 * the dialog opens near its button, and the page grows with it.
 */
export class Dialog {
  #element = document.createElement('dialog');
  /** Whether the dialog cannot be closed. */
  isBusy = false;

  /**
   * @param {HTMLElement} app
   * @param {HTMLElement} opener
   * @param {() => void} closed
   */
  constructor(app, opener, closed) {
    const dialog = this.#element;
    dialog.setAttribute('aria-labelledby', 'dialog-title');
    dialog.style.top = `${Math.max(0, opener.getBoundingClientRect().top + window.scrollY)}px`;
    const grow = new ResizeObserver(() => {
      app.style.minHeight = `${dialog.offsetTop + dialog.offsetHeight + MARGIN_PX}px`;
    });
    dialog.addEventListener('close', () => {
      // The page cannot prevent that the Escape key closes a dialog.
      if (this.isBusy) return dialog.showModal();
      grow.disconnect();
      app.style.minHeight = '';
      dialog.remove();
      closed();
    });
    app.append(dialog);
    grow.observe(dialog);
  }

  /**
   * Shows new content, and focuses its title.
   *
   * @param {unknown} content
   */
  show(content) {
    this.update(content);
    if (!this.#element.open) this.#element.showModal();
    this.#element.querySelector('h2')?.focus();
  }

  /** @param {unknown} content */
  update(content) {
    render(content, this.#element);
  }

  close() {
    this.#element.close();
  }
}
