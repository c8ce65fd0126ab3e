import { AsyncDirective } from 'lit/async-directive.js';
import { directive } from 'lit/directive.js';

/** The address of a file, for as long as it is rendered. A browser keeps a file in memory until its address is revoked. */
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

  /** An element that was removed from the page may be put back. */
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
