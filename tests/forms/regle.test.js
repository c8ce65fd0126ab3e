import './page.js';
import { after, test } from 'node:test';
import { useRegleSchema } from '@regle/schemas';
import { taskSchema } from 'bizproc-tasks';
import { createApp, defineComponent, h, ref } from 'vue';
import { place } from './page.js';
import { testForm } from './scenario.js';
import { initial, options, task } from './task.js';

/** @type {unknown[]} */
const submitted = [];

const Form = defineComponent(() => {
  const values = ref(/** @type {any} */ (structuredClone(initial)));
  const { r$ } = useRegleSchema(values, taskSchema(task));

  async function send() {
    const result = await r$.$validate();
    if (result.valid) submitted.push(result.data);
  }
  /**
   * @param {any} holder of the value, under `key`
   * @param {string | number} key
   * @param {any} field
   * @param {'text' | 'checkbox' | 'select'} [type]
   */
  const row = (holder, key, field, type = 'text') => {
    const name = field.$path;
    const props =
      type === 'checkbox'
        ? {
            type,
            checked: holder[key],
            onChange: (/** @type {any} */ { target }) => {
              holder[key] = target.checked;
            },
          }
        : {
            value: holder[key],
            onInput: (/** @type {any} */ { target }) => {
              holder[key] = target.value;
            },
          };
    const control =
      type === 'select'
        ? h(
            'select',
            { name, ...props },
            options.map((value) => h('option', { value })),
          )
        : h('input', { name, ...props });
    const [message] = field.$errors;
    return h('div', [control, message && h('p', { role: 'alert', 'data-for': name }, message)]);
  };
  return () => {
    const { fields } = values.value;
    const { status, comment, fields: own } = /** @type {any} */ (r$);
    return h(
      'form',
      { onSubmit: (/** @type {Event} */ event) => [event.preventDefault(), send()] },
      [
        row(values.value, 'status', status),
        row(values.value, 'comment', comment),
        row(fields, 'contractor', own.contractor),
        row(fields, 'delivery', own.delivery, 'select'),
        row(fields, 'urgent', own.urgent, 'checkbox'),
        row(fields.amounts, 0, own.amounts.$each[0]),
        row(fields.amounts, 1, own.amounts.$each[1]),
        h('button', { type: 'submit' }, 'Send'),
      ],
    );
  };
});

const app = createApp(Form);
after(() => app.unmount());

test('Regle shows messages at their fields, and passes on the parameters', async () => {
  app.mount(place);
  await testForm(submitted);
});
