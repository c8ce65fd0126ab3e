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
import { useCallback, useEffect, useRef, useState } from 'react';

/** The state of one task: the input, its issues, and the outcome of the answer. */
export function useTask(portal: Portal, taskId: number) {
  const [task, setTask] = useState<Task>();
  const [entered, setEntered] = useState<Record<string, FieldValue>>({});
  const [comment, setComment] = useState('');
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [result, setResult] = useState<CompletionResult>();
  const [error, setError] = useState<BizprocError>();
  const [unsure, setUnsure] = useState(false);
  const [busy, setBusy] = useState(false);
  const leaving = useRef(new AbortController());

  /** After the component is unmounted, events of a call are ignored. */
  const attempt = useCallback(async (call: (signal: AbortSignal) => Promise<void>) => {
    const { signal } = leaving.current;
    setBusy(true);
    setError(undefined);
    try {
      await call(signal);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = thrown as BizprocError;
      setError(error);
      setIssues(error.issues);
      if (error.outcome === 'unknown') setUnsure(true);
    }
    setBusy(false);
  }, []);

  const load = useCallback(
    () =>
      attempt(async (signal) => {
        setTask(await portal.getTask(taskId, { signal }));
        setUnsure(false);
      }),
    [attempt, portal, taskId],
  );

  useEffect(() => {
    leaving.current = new AbortController();
    load();
    return () => leaving.current.abort();
  }, [load]);

  /** The input; without input, the field's default. */
  const getValue = ({ id, default: held }: Field) => (id in entered ? entered[id] : held);

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
      setEntered({ ...entered, [field.id]: value });
      const others = issues.filter(({ path }) => path[1] !== field.id);
      setIssues([...others, ...validateField(field, value)]);
    },
    comment,
    setComment(text: string) {
      setComment(text);
      setIssues(issues.filter(({ path }) => path[0] !== 'comment'));
    },
    issuesOf: (part: 'comment' | 'fields', id?: string) =>
      issues.filter(({ path }) => path[0] === part && path[1] === id),
    /** Issues that belong to no input, such as the size of all files together. */
    otherIssues: issues.filter(({ path }) => path[0] !== 'comment' && path[1] === undefined),

    async complete(status: StatusName) {
      if (!task) return;
      // An optional field that is left out keeps its value.
      const given = task.fields.filter(({ id, required }) => required || id in entered);
      const fields = Object.fromEntries(given.map((field) => [field.id, getValue(field)]));
      const completion = { taskId, status, comment, fields } as Completion;
      const found = validateCompletion(completion, task);
      setIssues(found);
      if (found.some(({ severity }) => severity === 'error')) return;
      await attempt(async (signal) =>
        setResult(await portal.completeTask(completion, { task, signal })),
      );
    },
  };
}
