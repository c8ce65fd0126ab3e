// Code of users, and errors that the compiler must report.
import {
  addLanguage,
  BizprocError,
  type Completion,
  completeTask,
  connect,
  type Issue,
  init,
  parseStatus,
  parseTask,
  type StatusName,
  type Task,
  toParams,
  validateCompletion,
} from 'bizproc-tasks';
import { BizprocTaskElement } from 'bizproc-tasks/element';
import german from 'bizproc-tasks/lang/de';
import * as url from 'bizproc-tasks/url';

declare const BX24: {
  callMethod(method: string, params?: object, callback?: (result: unknown) => void): void;
  getLang(): string;
};
declare const task: Task;

export async function allowed(): Promise<void> {
  await init();
  await url.init(new URL('https://example.com/module.wasm'));
  const result = await completeTask({
    taskId: '12',
    status: 'OK',
    fields: { a: [1, 'b', new Date()] },
  });
  const status: StatusName = result.status ?? 'ok';
  const how: 'reply' | 'lookup' = result.confirmedBy;
  await completeTask(
    { TASK_ID: 1501, STATUS: 1, Fields: { contractor: 'C_607' } },
    { lookup: false },
  );

  connect();
  connect(BX24, { lang: 'ru' });
  addLanguage({ ...german, messages: { ...german.messages, value_required: '{name}?' } });
  connect({ webhook: 'https://acme.bitrix24.com/rest/1/secret/' });
  const portal = connect({
    domain: 'acme.bitrix24.com',
    accessToken: 'x',
    refresh: async () => 'y',
  });
  for await (const task of portal.listTasks({ open: true, activity: 'ApproveActivity' })) {
    const label: string | undefined = task.answers[0]?.label;
    const id: number = (await portal.getTask(task.id)).id;
    await portal.completeTask({ taskId: id, status }, { task, signal: AbortSignal.timeout(1000) });
    console.log(label);
  }

  const issues: Issue[] = validateCompletion({ anything: 'at all' }, parseTask({}), { lang: 'ru' });
  const params = toParams({ taskId: 1, status: 3 }, task);
  const digit: 1 | 2 | 3 | 4 = params.STATUS;
  const completion: Completion = { taskId: 1, status: parseStatus(digit) ?? 'ok' };
  console.log(issues, completion, how);

  try {
    await completeTask(completion);
  } catch (error) {
    if (error instanceof BizprocError && error.outcome === 'unknown')
      console.log(error.kind, error.toJSON());
  }
}

/** What an app hands on may be missing, also under `exactOptionalPropertyTypes`. */
export async function missing(
  signal: AbortSignal | undefined,
  limit: number | undefined,
  lang: string | undefined,
  isOverdue: boolean,
): Promise<void> {
  const portal = connect(undefined, { lang, onTrace: undefined, messages: undefined });
  await portal.completeTask(
    { taskId: 1, status: 'ok', comment: undefined, fields: { note: undefined } },
    { task: undefined, signal, onProgress: undefined },
  );
  await portal.countTasks({ limit, overdue: isOverdue || undefined }, { signal });
  validateCompletion({}, undefined, { lang });
  connect({ domain: 'acme.bitrix24.com', accessToken: 'x', refresh: undefined });
}

export async function refused(completion: Completion): Promise<void> {
  // Values of forms: a text, read-only lists, optional values.
  const values: { status: string; amounts: readonly number[]; note?: string } = {
    status: 'ok',
    amounts: [12],
  };
  const { status: answer, ...fields } = values;
  await completeTask({ taskId: 1, status: answer, fields });
  await connect().completeTasks([1, 2].map((taskId) => ({ taskId, status: 'yes' })));
  await connect().completeTasks([completion, { taskId: 1, status: 2 }]);
  // @ts-expect-error A number that is no status.
  await completeTask({ taskId: 1, status: 5 });
  // @ts-expect-error A text that is no status.
  await completeTask({ taskId: 1, status: 'approved' });
  // @ts-expect-error A text that is no status.
  await completeTask({ TASK_ID: 1, STATUS: 'approved' });
  // @ts-expect-error A text that is no status.
  await connect().completeTask({ taskId: 1, status: 'approved' });
  // @ts-expect-error A text that is no status.
  await connect().completeTasks([completion, { taskId: 2, status: 'approved' }]);
  // @ts-expect-error A text that is no status.
  toParams({ taskId: 1, status: 'approved' });
  // @ts-expect-error A text that is no status.
  console.log({ taskId: 1, status: 'approved' } satisfies Completion);
  // @ts-expect-error A completion has a status.
  await completeTask({ taskId: 1 });
  // @ts-expect-error Names that the method does not have.
  await completeTask({ taskId: 1, status: 1, comments: 'x' });
  // @ts-expect-error An object without any connection.
  connect({});
  // @ts-expect-error A token needs its portal.
  connect({ accessToken: 'x' });
  // @ts-expect-error A misspelt code.
  validateCompletion({}, task, { messages: { value_requird: '' } });
  // @ts-expect-error `false` could mean two things.
  connect().listTasks({ overdue: false });
  // @ts-expect-error The connection is chosen when connecting.
  await connect().completeTask({ taskId: 1, status: 1 }, { connection: BX24 });
  // @ts-expect-error A function is no value.
  toParams({ taskId: 1, status: 1, fields: { a: () => 1 } });
  const error = new BizprocError();
  // @ts-expect-error Errors are not written to.
  error.outcome = 'completed';
}

export function element(): void {
  const form = document.createElement('bizproc-task');
  form.connection = { domain: 'acme.example', accessToken: '1' };
  form.options = { executionTimeLimit: 120_000, maxBodySize: 100_000_000 };
  // @ts-expect-error the element has its own language
  form.options = { lang: 'en' };
  form.addEventListener('bizproc-complete', ({ detail }) => detail.result.warnings);
  form.addEventListener('click', ({ clientX }) => clientX);
  // The events bubble.
  document.addEventListener('bizproc-error', ({ detail }) => detail.error.outcome);
  document.body.addEventListener('bizproc-close', ({ target, detail }) => {
    const status: StatusName | null = detail.status;
    if (target instanceof BizprocTaskElement) return [target.taskId, status];
    // @ts-expect-error there is no result
    return detail.result;
  });
}
