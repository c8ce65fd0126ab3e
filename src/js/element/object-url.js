import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';

/** The object URL of a file while it is rendered. A browser keeps a file in memory until its URL is revoked. */
class ObjectUrl extends AsyncDirective {
  /** @type {File | null} */
  #file = null;
  #url = '';

  /** @param {File} file */
  render(file) {
    if (file !== this.#file) {
      this.#revoke();
      this.#file = file;
      this.#url = URL.createObjectURL(file);
    }
    return this.#url;
  }

  disconnected() {
    this.#revoke();
  }

  /** An element that was removed from the page may be inserted again. */
  reconnected() {
    const file = this.#file;
    this.#file = null;
    if (file) this.setValue(this.render(file));
  }

  #revoke() {
    URL.revokeObjectURL(this.#url);
  }
}

export const objectUrl = directive(ObjectUrl);
