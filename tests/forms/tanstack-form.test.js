import './page.js';
import { after, test } from 'node:test';
import { revalidateLogic, useForm } from '@tanstack/react-form';
import { taskSchema, toParams } from 'bizproc-tasks';
import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { place } from './page.js';
import { testForm } from './scenario.js';
import { initial, options, task } from './task.js';

const root = createRoot(place);
after(() => root.unmount());

/** @param {{ onSubmit: (params: unknown) => void }} props */
function Form({ onSubmit }) {
  const form = useForm({
    defaultValues: /** @type {any} */ (structuredClone(initial)),
    // At the first submission, and then after every change.
    validationLogic: revalidateLogic(),
    validators: { onDynamic: taskSchema(task) },
    // The library passes the input, not the schema's output.
    onSubmit: ({ value }) => onSubmit(toParams({ taskId: task.id, ...value }, task)),
  });
  /** @type {any} */
  const Field = form.Field;
  /**
   * @param {string} name
   * @param {string} [type]
   */
  const row = (name, type = 'text') =>
    // Items of lists are written as in JavaScript.
    h(
      Field,
      { key: name, name: name.replace(/\.(\d+)/g, '[$1]') },
      /** @type {any} */ (
        (/** @type {any} */ field) => {
          const { value, meta } = field.state;
          const [error] = meta.errors;
          return h(
            'div',
            null,
            h(
              type === 'select' ? 'select' : 'input',
              /** @type {any} */ ({
                name,
                ...(type === 'checkbox' ? { type, checked: value } : { value }),
                onChange: (/** @type {any} */ { target }) =>
                  field.handleChange(type === 'checkbox' ? target.checked : target.value),
              }),
              type === 'select'
                ? options.map((option) => h('option', { key: option, value: option }))
                : null,
            ),
            error && h('p', { role: 'alert', 'data-for': name }, error.message),
          );
        }
      ),
    );
  return h(
    'form',
    {
      onSubmit: (event) => {
        event.preventDefault();
        form.handleSubmit();
      },
    },
    row('status'),
    row('comment'),
    row('fields.contractor'),
    row('fields.delivery', 'select'),
    row('fields.urgent', 'checkbox'),
    row('fields.amounts.0'),
    row('fields.amounts.1'),
    h('button', { type: 'submit' }, 'Send'),
  );
}

test('TanStack Form shows messages at their fields, and submits valid values', async () => {
  /** @type {unknown[]} */
  const submitted = [];
  root.render(h(Form, { onSubmit: (values) => submitted.push(values) }));
  await testForm(submitted);
});
