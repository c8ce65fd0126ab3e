import './page.js';
import { after, test } from 'node:test';
import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { taskSchema } from 'bizproc-tasks';
import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { useForm } from 'react-hook-form';
import { place } from './page.js';
import { testForm } from './scenario.js';
import { initial, options, task } from './task.js';

const root = createRoot(place);
after(() => root.unmount());

/** @param {{ onSubmit: (params: unknown) => void }} props */
function Form({ onSubmit }) {
  const { register, handleSubmit, getFieldState, formState } = useForm({
    defaultValues: /** @type {any} */ (structuredClone(initial)),
    resolver: standardSchemaResolver(taskSchema(task)),
  });
  /** @param {string} name */
  const message = (name) => {
    const { error } = getFieldState(name, formState);
    return error && h('p', { role: 'alert', 'data-for': name }, error.message);
  };
  /** @param {string} name @param {any} [control] */
  const row = (name, control = h('input', register(name))) =>
    h('div', { key: name }, control, message(name));
  return h(
    'form',
    /** @type {any} */ ({ onSubmit: handleSubmit(onSubmit) }),
    row('status'),
    row('comment'),
    row('fields.contractor'),
    row(
      'fields.delivery',
      h(
        'select',
        register('fields.delivery'),
        options.map((value) => h('option', { key: value, value })),
      ),
    ),
    row('fields.urgent', h('input', { type: 'checkbox', ...register('fields.urgent') })),
    row('fields.amounts.0'),
    row('fields.amounts.1'),
    h('button', { type: 'submit' }, 'Send'),
  );
}

test('React Hook Form shows messages at their fields, and passes on the parameters', async () => {
  /** @type {unknown[]} */
  const submitted = [];
  root.render(h(Form, { onSubmit: (values) => submitted.push(values) }));
  await testForm(submitted);
});
