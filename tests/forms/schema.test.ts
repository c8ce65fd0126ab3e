// The types of a task's schema: it is a Standard Schema with the right input and output.
import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useRegleSchema } from '@regle/schemas';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { useForm as useTanStackForm } from '@tanstack/react-form';
import { type FormValues, type Params, type Task, taskSchema, toParams } from 'bizproc-tasks';
import { useForm } from 'react-hook-form';

declare const task: Task;
const schema = taskSchema(task, { lang: 'ru', messages: { comment_required: 'Why?' } });

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

export const asSpecified: StandardSchemaV1<FormValues, Params> = schema;
isTrue<Equal<StandardSchemaV1.InferInput<typeof schema>, FormValues>>();
isTrue<Equal<StandardSchemaV1.InferOutput<typeof schema>, Params>>();

/** A function that accepts any schema, as in libraries. */
declare function parse<Schema extends StandardSchemaV1>(
  schema: Schema,
  value: StandardSchemaV1.InferInput<Schema>,
): StandardSchemaV1.InferOutput<Schema>;
export const params: Params = parse(schema, { status: 'ok', fields: { contractor: 'Acme' } });
// @ts-expect-error there is no such answer
parse(schema, { status: 5 });

/** Your own form. */
interface Order {
  status: 'ok' | 'cancel';
  comment: string;
  fields: { contractor: string; amounts: string[] };
}
const order: Order = { status: 'ok', comment: '', fields: { contractor: '', amounts: [] } };

export function ReactHookForm(): void {
  const { register, handleSubmit } = useForm<Order, unknown, Params>({
    defaultValues: order,
    resolver: standardSchemaResolver(taskSchema<Order>(task)),
  });
  register('fields.amounts.0');
  // @ts-expect-error there is no such control
  register('fields.remark');
  handleSubmit((values) => {
    const taskId: number = values.TASK_ID;
    return taskId;
  });
}

export function ReactHookFormInferred(): void {
  const { register, handleSubmit } = useForm({
    defaultValues: { status: 'ok', comment: '', fields: { contractor: '' } },
    resolver: standardSchemaResolver(schema),
  });
  register('fields.contractor');
  handleSubmit((values) => {
    const taskId: number = values.TASK_ID;
    return taskId;
  });
}

export function TanStackForm(): void {
  useTanStackForm({
    defaultValues: order,
    validators: { onDynamic: taskSchema<Order>(task) },
    onSubmit: ({ value }) => toParams({ taskId: task.id, ...value }, task),
  });
}

export async function Regle(): Promise<void> {
  const { r$ } = useRegleSchema(order, taskSchema<Order>(task));
  const contractor: string[] = r$.fields.contractor.$errors;
  const { valid, data } = await r$.$validate();
  if (valid) {
    const status: 1 | 2 | 3 | 4 = data.STATUS;
    console.log(status, contractor);
  }
}
