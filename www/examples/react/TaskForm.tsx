import type { Field, FieldValue, Issue, Portal } from 'bizproc-tasks';
import { useTask } from './useTask';

/** Use the task's id as its `key` too, so that another task gets a new form. */
export function TaskForm({ portal, taskId }: { portal: Portal; taskId: number }) {
  const form = useTask(portal, taskId);
  const { task, error, unsure, busy, result } = form;
  const alert = error && <p role="alert">{error.message}</p>;

  if (unsure) {
    return (
      <>
        {alert}
        <p>Your answer may have been saved anyway.</p>
        <button type="button" disabled={busy} onClick={form.load}>
          Look
        </button>
      </>
    );
  }
  if (!task) return alert ?? <p role="status">Loading…</p>;

  const answer = result?.status ?? error?.answer ?? task.answer;
  const label = task.answers.find(({ status }) => status === answer)?.label;
  if (answer) return <p role="status">Your answer is recorded: {label ?? answer}</p>;
  if (!task.open) return <p role="status">This task waits for no answer any more.</p>;

  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <h1>{task.name}</h1>
      {task.fields.map((field) => (
        <div key={field.id}>
          <label htmlFor={field.id}>{field.name}</label>
          <Control
            field={field}
            value={form.getValue(field)}
            onChange={(value) => form.setValue(field, value)}
          />
          <Issues of={field.id} issues={form.issuesOf('fields', field.id)} />
        </div>
      ))}
      {task.comment.shown && (
        <div>
          <label htmlFor="comment">{task.comment.label}</label>
          <textarea
            id="comment"
            aria-describedby="comment-issues"
            value={form.comment}
            onChange={(event) => form.setComment(event.target.value)}
          />
          <Issues of="comment" issues={form.issuesOf('comment')} />
        </div>
      )}
      <Issues of="form" issues={form.otherIssues} />
      {alert}
      {task.answers.map(({ status, label }) => (
        <button key={status} type="button" disabled={busy} onClick={() => form.complete(status)}>
          {label}
        </button>
      ))}
    </form>
  );
}

const YES_OR_NO = [
  { value: 'Y', label: 'Yes' },
  { value: 'N', label: 'No' },
];

/** Only simple types. Add the types of your own tasks. */
function Control({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: unknown;
  onChange: (value: FieldValue) => void;
}) {
  const type = field.type.toLowerCase();
  const options = field.options ?? (type === 'bool' ? YES_OR_NO : null);
  const common = { id: field.id, 'aria-describedby': `${field.id}-issues` };
  if (type === 'file') {
    return (
      <input
        {...common}
        type="file"
        multiple={field.multiple}
        onChange={({ target: { files } }) =>
          onChange(field.multiple ? [...(files ?? [])] : (files?.[0] ?? ''))
        }
      />
    );
  }
  if (field.multiple) {
    return (
      <textarea
        {...common}
        value={[value ?? []].flat().join('\n')}
        onChange={(event) => onChange(event.target.value.split('\n'))}
      />
    );
  }
  const text = String(value ?? '');
  if (options) {
    return (
      <select {...common} value={text} onChange={(event) => onChange(event.target.value)}>
        <option />
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    );
  }
  const date = type === 'date';
  return (
    <input
      {...common}
      type={date ? 'date' : 'text'}
      value={date ? text.slice(0, 10) : text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Issues({ of: id, issues }: { of: string; issues: Issue[] }) {
  return (
    <div id={`${id}-issues`} role="alert">
      {issues.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}
