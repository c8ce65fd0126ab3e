// Runs in Jest and in Vitest, whose functions are global, in each of their environments.
import { connect, validateCompletion } from 'bizproc-tasks';
import { startPortal } from 'bizproc-tasks/portal';
import { documents, request } from '../../../e2e/tasks.js';
import { complete } from '../../app/complete.js';

/** @param {import('bizproc-tasks/portal').Task} task */
async function portalOf(task) {
  const portal = await startPortal({ tasks: [task] });
  return { portal, connection: { domain: portal.url, accessToken: portal.token() } };
}

test('a task is listed and completed', async () => {
  const { portal, connection } = await portalOf(request());
  expect(await complete({ connect, validateCompletion }, connection)).toEqual({
    issues: ['fields.contractor: value_required', 'fields.start: value_invalid'],
    confirmedBy: 'reply',
  });
  expect(portal.tasks()[0].outcome.variables.contractor).toBe('C_607');
  await portal.stop();
});

test('a file is sent', async () => {
  const { portal, connection } = await portalOf(documents());
  const fields = { files: [new File(['text'], 'note.txt')] };
  const { confirmedBy } = await connect(connection).completeTask({
    taskId: 15,
    status: 'ok',
    fields,
  });
  expect(confirmedBy).toBe('reply');
  expect(portal.tasks()[0].outcome.variables.files).toHaveLength(1);
  await portal.stop();
});
