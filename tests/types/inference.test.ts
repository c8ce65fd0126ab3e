// What the compiler infers, and what it takes for a connection.
import {
  allowedStatuses,
  BizprocError,
  type Bx24Bridge,
  completeTask,
  connect,
  type ErrorCode,
  type ErrorKind,
  type ErrorOutcome,
  type Field,
  type FieldType,
  type FieldValue,
  type Issue,
  type IssueCode,
  type Params,
  parseStatus,
  parseTask,
  type StatusName,
  type Task,
  taskSchema,
  toParams,
  validateCompletion,
  validateField,
} from 'bizproc-tasks';
import { type RunningPortal, startPortal } from 'bizproc-tasks/portal';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where the value's type is exactly this one; `any` is exactly nothing but itself. */
declare function is<Expected>(): <Actual>(
  value: Actual,
  ...same: Equal<Actual, Expected> extends true ? [] : [never]
) => void;

export async function results(): Promise<void> {
  const result = await completeTask({ taskId: 1501, status: 'ok' });
  is<StatusName | null>()(result.status);
  is<'reply' | 'lookup'>()(result.confirmedBy);
  is<Issue[]>()(result.warnings);
  is<number>()(result.attempts);
  // @ts-expect-error It is not just any text.
  is<string>()(result.status);

  const portal = connect();
  for await (const task of portal.listTasks({ open: true })) {
    for (const { status } of task.answers) is<StatusName>()(status);
    is<readonly Field[]>()(task.fields);
    is<readonly StatusName[]>()(task.comment.requiredFor);
    is<unknown>()(task.fields[0]?.default);
  }

  const task = await portal.getTask('1501');
  // A button's status is a completion's.
  for (const { status } of task.answers) await portal.completeTask({ taskId: task.id, status });
  is<StatusName | null>()(parseStatus(3));
  is<StatusName[]>()(allowedStatuses(task.activity));
  is<Issue[]>()(validateField(parseTask({}).fields[0] as Field, 1));
  for (const { code } of validateCompletion({}, task)) is<IssueCode>()(code);

  for (const settled of await portal.completeTasks([{ taskId: 1, status: 'ok' }])) {
    if (settled.error) is<BizprocError>()(settled.error);
    else is<StatusName | null>()(settled.result.status);
  }

  const params = toParams({ taskId: 1, status: 'ok' }, task);
  is<Params>()(params);
  is<1 | 2 | 3 | 4>()(params.STATUS);
  // What was checked can be sent as it is.
  await portal.completeTask(params, { task });

  const checked = taskSchema(task)['~standard'].validate({});
  if ('value' in checked) is<Params>()(checked.value);
  else is<readonly Issue[]>()(checked.issues);
}

/** Tasks are frozen: what fails at run time does not compile. */
export function frozen(task: Task, field: Field): Task {
  // @ts-expect-error
  task.name = '';
  // @ts-expect-error
  task.fields.reverse();
  // @ts-expect-error
  task.comment.requiredFor.push('ok');
  // @ts-expect-error
  field.options?.sort();
  return { ...task, fields: [...task.fields].reverse() };
}

export async function progress(bar: HTMLProgressElement): Promise<void> {
  await completeTask(
    { taskId: 1, status: 'ok' },
    {
      onProgress({ phase, loaded, total }) {
        is<'checking' | 'encoding' | 'uploading' | 'waiting' | 'confirming' | 'busy'>()(phase);
        if (phase === 'encoding') bar.value = loaded / total;
        else is<number | undefined>()(loaded);
      },
    },
  );
  const portal = connect();
  await portal.countTasks({ userId: '4', documentId: 17 });
}

export function narrowed(error: unknown, field: Field): string {
  if (!(error instanceof BizprocError)) return '';
  is<ErrorOutcome>()(error.outcome);
  is<StatusName | null>()(error.answer);
  is<ErrorCode | (string & {})>()(error.code);
  const kinds = {
    invalid: 'Please correct the form.',
    task: 'Somebody was first.',
    auth: 'Please reload.',
    limit: 'Please wait.',
    portal: 'The portal has a problem.',
    network: 'Are you online?',
    aborted: '',
    usage: 'A defect.',
    // Exactly these kinds.
  } satisfies Record<ErrorKind, string>;
  const known: ErrorCode[] = ['ERROR_TASK_COMPLETED', 'IN_PROGRESS', 'expired_token'];
  // @ts-expect-error A slip of the pen.
  const slip: ErrorCode = 'ERROR_TASK_COMPLETE';
  const types: FieldType[] = ['select', 'UF:money', 'E:ECrm'];
  // @ts-expect-error There is no such type.
  const noType: FieldType = 'selection';
  if (field.type === 'select') for (const { label } of field.options ?? []) is<string>()(label);
  console.log(known, slip, types, noType);
  return kinds[error.kind];
}

export async function values(input: HTMLInputElement, names: readonly string[]): Promise<void> {
  const file = new File([''], 'offer.pdf');
  const fields: Record<string, FieldValue> = {
    text: 'a',
    number: 1.5,
    yes: true,
    day: new Date(),
    none: null,
    list: ['a', 1, file],
    names: [...names],
    file,
    blob: new Blob(['']),
    named: ['offer.pdf', file],
    base64: ['offer.txt', 'SGVsbG8='],
    files: [...(input.files ?? [])],
    phone: [{ VALUE: '+1', VALUE_TYPE: 'WORK' }],
  };
  await completeTask({ taskId: 1, status: 'ok', fields });
  // @ts-expect-error A moment that JavaScript's Date is not.
  fields.bigint = 10n;
  // @ts-expect-error A value that is not known is to be looked at first.
  fields.unknown = input.files as unknown;
}

/** What calls go through, as others describe it. */
declare const described: {
  // biome-ignore lint/suspicious/noExplicitAny: many typings have it.
  any: { callMethod(method: string, params: any, callback: (result: any) => void): void };
  unknown: {
    callMethod(method: string, params?: object, callback?: (data: unknown) => void): void;
  };
  typed: {
    callMethod(
      method: string,
      params?: Record<string, unknown>,
      callback?: (result: { error(): string | false; data(): unknown; more(): boolean }) => void,
    ): XMLHttpRequest;
    callBatch(calls: object, callback: (results: Record<string, object>) => void): void;
    getAuth(): { access_token: string; domain: string; expires_in: number; member_id: string };
    refreshAuth(callback: (auth: { access_token: string }) => void): void;
    init(callback: () => void): void;
  };
  property: {
    callMethod: (method: string, params: object, callback: (result: object) => void) => boolean;
  };
};

export async function connections(): Promise<void> {
  connect(described.any);
  connect(described.unknown);
  connect(described.typed);
  connect(described.property);
  await completeTask({ taskId: 1, status: 1 }, { connection: described.typed });

  // One of your own, for a test.
  const bridge: Bx24Bridge = {
    callMethod: (_method, _params, callback) => callback({ data: () => true, error: () => false }),
    refreshAuth: (callback) => callback(false),
  };
  connect(bridge);

  const portal = await startPortal();
  is<RunningPortal>()(portal);
  connect({ webhook: portal.webhook(1) });
  // @ts-expect-error Not a connection.
  connect({ callmethod: bridge.callMethod });
  // @ts-expect-error A refresh resolves to the token.
  connect({ domain: 'acme.bitrix24.com', accessToken: 'x', refresh: () => 'y' });
}
