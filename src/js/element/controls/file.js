import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { icon } from '../icon.js';

/** @import { Control } from './control.js' */

/** The address of a picture's preview. @type {WeakMap<File, string>} */
const previews = new WeakMap();

/** @param {File} file */
function previewOf(file) {
  if (!/^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(file.type)) return null;
  const url = previews.get(file) ?? URL.createObjectURL(file);
  previews.set(file, url);
  return url;
}

/** @param {File} file */
function releasePreview(file) {
  URL.revokeObjectURL(previews.get(file) ?? '');
  previews.delete(file);
}

/**
 * Files with their sizes. The default of such a field is a link with a token in it: it is neither shown nor sent back.
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
      // So that the same file can be chosen again after it was taken out.
      target.value = '';
      if (chosen.length === 0) return;
      if (!field.multiple) entered.forEach(releasePreview);
      place.set(field.multiple ? [...entered, ...chosen] : chosen);
    };
    const drop = (/** @type {any} */ { target }, /** @type {number} */ at) => {
      const root = target.closest('.file-control');
      setTimeout(() => {
        const buttons = root.querySelectorAll('li button');
        (buttons[Math.min(at, buttons.length - 1)] ?? root.querySelector('input')).focus();
      });
      const dropped = entered[at];
      if (dropped) releasePreview(dropped);
      place.set(entered.filter((_, other) => other !== at));
    };
    const some = entered.length > 0;
    const action = field.multiple
      ? t(some ? 'files.more' : 'files.several')
      : t(some ? 'files.other' : 'files.one');
    const item = (/** @type {File} */ file, /** @type {number} */ at) => {
      const preview = previewOf(file);
      return html`<li class="file ${place.isInvalid(at) ? 'is-invalid' : ''}">
        ${
          preview
            ? // A policy may forbid pictures from blob: addresses.
              html`<img alt="" src=${preview} @error=${(/** @type {any} */ { target }) => target.remove()} />`
            : nothing
        }
        <span class="name" dir="auto">${file.name}</span>
        <span class="note">${t.formatBytes(file.size)}</span>
        <button
          type="button"
          class="button--text button--icon"
          aria-label=${t('files.remove', { name: file.name })}
          @click=${(/** @type {Event} */ event) => drop(event, at)}
        >
          ${icon('remove')}
        </button>
      </li>`;
    };
    return html`<div class="file-control">
      ${some ? html`<ul class="files">${entered.map(item)}</ul>` : nothing}
      <label class="file-button">
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
