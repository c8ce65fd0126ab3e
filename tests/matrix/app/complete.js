/**
 * Every app here answers the first of its user's tasks, first with a wrong answer.
 *
 * @param {Pick<typeof import('bizproc-tasks'), 'connect' | 'validateCompletion'>} entry
 * @param {import('bizproc-tasks').Connection} connection
 */
export async function complete({ connect, validateCompletion }, connection) {
  const portal = connect(connection);
  for await (const task of portal.listTasks()) {
    const wrong = { taskId: task.id, status: 'ok', fields: { contractor: ' ', start: 'soon' } };
    const issues = validateCompletion(wrong, task);
    const { confirmedBy } = await portal.completeTask(
      { taskId: task.id, status: 'ok', fields: { contractor: 'C_607', start: '2026-12-01' } },
      { task },
    );
    return { issues: issues.map(({ code, path }) => `${path.join('.')}: ${code}`), confirmedBy };
  }
  throw new Error('no task waits');
}
