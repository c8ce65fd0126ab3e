// The variables that examples in the browser use.
import { BizprocError, connect } from 'bizproc-tasks';

const portal = connect();
const input = Object.assign(document.createElement('input'), { type: 'text', value: '' });

Object.assign(window, {
  portal,
  // An administrator who installs the app has no task.
  task: await portal.getTask(1501).catch(() => undefined),
  completion: {
    taskId: 1501,
    status: 'ok',
    fields: { contractor: 'Acme', delivery: 'courier' },
  },
  authId: /** @type {any} */ (window).BX24.getAuth().access_token,
  file: new File(['%PDF-'], 'offer.pdf'),
  files: [new File(['a'], 'a.txt'), new File(['b'], 'b.txt')],
  error: new BizprocError({
    message: 'The task is gone.',
    code: 'ERROR_TASK_NOT_FOUND',
    kind: 'task',
  }),
  input: document.body.appendChild(input),
  /** @param {string} text */
  show: (text) => document.body.append(text),
});
