import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { icon } from '../icon.js';
import { objectUrl } from '../object-url.js';
import { renderValueButtons } from './values.js';

/** @import { Control } from './control.js' */

/** Types of pictures that browsers show, without SVG, which may load other resources. */
const PICTURE = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

/**
 * Files with their sizes. The default of such a field is a link that contains a token, so it is neither shown nor sent.
 *
 * @type {Control<File[]>}
 */
export const files = {
  role: 'input',
  enter: (value) => [value].flat().filter((one) => one instanceof File),
  read: (entered, { multiple }) => (multiple ? entered : (entered[0] ?? '')),
  render(place) {
    const { id, field, entered, t } = place;
    const take = (/** @type {any} */ { target }) => {
      const chosen = [...target.files];
      // The same file can be chosen again after it was removed.
      target.value = '';
      if (chosen.length === 0) return;
      place.set(field.multiple ? [...entered, ...chosen] : chosen);
    };
    const some = entered.length > 0;
    const action = field.multiple
      ? t(some ? 'files.more' : 'files.several')
      : t(some ? 'files.other' : 'files.one');
    const item = (/** @type {File} */ file, /** @type {number} */ at) => html`<li
      class="file ${place.isInvalid(at) ? 'is-invalid' : ''}"
    >
      ${
        PICTURE.test(file.type)
          ? // A policy may forbid pictures from blob: addresses.
            html`<img
              alt=""
              src=${objectUrl(file)}
              @load=${(/** @type {any} */ { target }) => target.classList.remove('is-broken')}
              @error=${(/** @type {any} */ { target }) => target.classList.add('is-broken')}
            />`
          : nothing
      }
      <span class="name" dir="auto">${file.name}</span>
      <span class="note">${t.formatBytes(file.size)}</span>
      ${renderValueButtons({
        t,
        name: file.name,
        values: entered,
        at,
        set: place.set,
        removeLabel: t('files.remove', { name: file.name }),
      })}
    </li>`;
    return html`<div class="file-control">
      ${some ? html`<ul class="files">${entered.map(item)}</ul>` : nothing}
      <label class="button file-button">
        <input
          type="file"
          id=${id}
          ?multiple=${field.multiple}
          aria-required=${ifDefined(place.required ? 'true' : undefined)}
          aria-invalid=${ifDefined(place.isInvalid() ? 'true' : undefined)}
          aria-describedby=${ifDefined(place.describedBy)}
          @change=${take}
        />${icon('add')}<span>${action}</span>
      </label>
    </div>`;
  },
};
