import {
  type BizprocError,
  type Completion,
  type CompletionResult,
  type Field,
  type FieldValue,
  type Issue,
  type Portal,
  type StatusName,
  type Task,
  validateCompletion,
  validateField,
} from 'bizproc-tasks';
import { onUnmounted, ref, shallowRef } from 'vue';

/** The state of one task: the input, its issues, and the outcome of the answer. */
export function useTask(portal: Portal, taskId: number) {
  const task = shallowRef<Task>();
  const entered = shallowRef<Record<string, FieldValue>>({});
  const comment = ref('');
  const issues = shallowRef<readonly Issue[]>([]);
  const result = shallowRef<CompletionResult>();
  const error = shallowRef<BizprocError>();
  const unsure = ref(false);
  const busy = ref(false);
  const leaving = new AbortController();
  const { signal } = leaving;

  /** After the component is unmounted, events of a call are ignored. */
  async function attempt(call: () => Promise<void>) {
    busy.value = true;
    error.value = undefined;
    try {
      await call();
    } catch (thrown) {
      if (signal.aborted) return;
      error.value = thrown as BizprocError;
      issues.value = error.value.issues;
      if (error.value.outcome === 'unknown') unsure.value = true;
    }
    busy.value = false;
  }

  const load = () =>
    attempt(async () => {
      task.value = await portal.getTask(taskId, { signal });
      unsure.value = false;
    });

  load();
  onUnmounted(() => leaving.abort());

  /** The input; without input, the field's default. */
  const getValue = ({ id, default: held }: Field) =>
    id in entered.value ? entered.value[id] : held;

  return {
    task,
    result,
    error,
    /** The task may have been completed: read it to find out. */
    unsure,
    busy,
    load,
    getValue,
    setValue(field: Field, value: FieldValue) {
      entered.value = { ...entered.value, [field.id]: value };
      const others = issues.value.filter(({ path }) => path[1] !== field.id);
      issues.value = [...others, ...validateField(field, value)];
    },
    comment,
    setComment(text: string) {
      comment.value = text;
      issues.value = issues.value.filter(({ path }) => path[0] !== 'comment');
    },
    issuesOf: (part: 'comment' | 'fields', id?: string) =>
      issues.value.filter(({ path }) => path[0] === part && path[1] === id),
    /** Issues that belong to no input, such as the size of all files together. */
    otherIssues: () =>
      issues.value.filter(({ path }) => path[0] !== 'comment' && path[1] === undefined),

    async complete(status: StatusName) {
      if (!task.value) return;
      // An optional field that is left out keeps its value.
      const given = task.value.fields.filter(({ id, required }) => required || id in entered.value);
      const fields = Object.fromEntries(given.map((field) => [field.id, getValue(field)]));
      const completion = { taskId, status, comment: comment.value, fields } as Completion;
      issues.value = validateCompletion(completion, task.value);
      if (issues.value.some(({ severity }) => severity === 'error')) return;
      await attempt(async () => {
        result.value = await portal.completeTask(completion, { task: task.value, signal });
      });
    },
  };
}
