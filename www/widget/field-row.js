import { element } from './element.js';

/**
 * A control with its label, hints and issues, associated with each other for screen readers.
 *
 * @param {object} options
 * @param {string} options.id
 * @param {string} options.label
 * @param {string} options.note such as "optional"
 * @param {string[]} options.hints
 * @param {import('./field.js').Control} options.control
 */
export function fieldRow({ id, label, note, hints, control }) {
  const one = control.isOne ?? control.inputs[0] === control.root;
  const noted = note !== '' && element('span', { class: 'note' }, note);
  const described = hints.map((hint, at) =>
    element('p', { class: 'hint', id: `${id}-hint-${at}` }, hint),
  );
  const issues = element('div', { class: 'issues', id: `${id}-issues` });
  const root = one
    ? element(
        'div',
        { class: 'field' },
        element('label', { for: id }, label, ' ', noted),
        ...described,
        control.root,
        issues,
      )
    : element(
        'fieldset',
        { class: 'field', role: control.role, 'aria-required': control.isRequired && 'true' },
        element('legend', {}, label, ' ', noted),
        ...described,
        control.root,
        issues,
      );

  const describing = described.map((hint) => hint.id);
  const tie = (/** @type {string[]} */ ids) => {
    const target = one ? control.inputs[0] : root;
    if (ids.length > 0) target.setAttribute('aria-describedby', ids.join(' '));
    else target.removeAttribute('aria-describedby');
  };
  tie(describing);

  return {
    root,
    /**
     * Shows these issues and no others. The last item of an issue's path may be the index of a value.
     *
     * @param {import('bizproc-tasks').Issue[]} found
     */
    mark(found) {
      issues.replaceChildren(
        ...found.map((issue) => element('p', { class: `issue ${issue.severity}` }, issue.message)),
      );
      const errors = found.filter((issue) => issue.severity === 'error');
      root.classList.toggle('is-invalid', errors.length > 0);
      const places = errors.map((issue) => issue.path[2]);
      control.mark?.(places);
      // Radio buttons are marked together, other inputs one by one.
      const targets = control.role === 'radiogroup' ? [root] : control.inputs;
      targets.forEach((target, at) => {
        if (places.some((place) => place === undefined || place === at)) {
          target.setAttribute('aria-invalid', 'true');
        } else {
          target.removeAttribute('aria-invalid');
        }
      });
      tie(found.length > 0 ? [issues.id, ...describing] : describing);
    },
  };
}
