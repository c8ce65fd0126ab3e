// The package's typings are assignable to the agreed ones in both directions, less what is still to come.
import type * as ours from 'bizproc-tasks';
import type * as agreed from './agreed.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Within<A, B> = [A] extends [B] ? true : false;
type Without<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;

/** Ours have codes of their own in what they resolve to. */
type WithOutcomes = 'completeTask' | 'completeTasks' | 'delegateTasks';

declare function holds<_Claim extends true>(): void;

// The same.
holds<Same<typeof ours.init, typeof agreed.init>>();
holds<Same<ours.Bx24Bridge, agreed.Bx24Bridge>>();
holds<Same<ours.B24Sdk, agreed.B24Sdk>>();
holds<Same<ours.TokenAuth, agreed.TokenAuth>>();
holds<Same<ours.Webhook, agreed.Webhook>>();
holds<Same<ours.Connection, agreed.Connection>>();
holds<Same<ours.PortalOptions, agreed.PortalOptions>>();
holds<Same<ours.Activity, agreed.Activity>>();
holds<Same<ours.StatusName, agreed.StatusName>>();
holds<Same<ours.Status, agreed.Status>>();
holds<Same<ours.Task, agreed.Task>>();
holds<Same<ours.Field, agreed.Field>>();
holds<Same<ours.TaskQuery, agreed.TaskQuery>>();
holds<Same<typeof ours.parseStatus, typeof agreed.parseStatus>>();
holds<Same<typeof ours.allowedStatuses, typeof agreed.allowedStatuses>>();
holds<Within<typeof ours.fieldKind, typeof agreed.fieldKind>>();
holds<Same<typeof ours.parseDescription, typeof agreed.parseDescription>>();
holds<Same<typeof ours.parseTask, typeof agreed.parseTask>>();

holds<Same<ours.FieldValue, agreed.FieldValue>>();
holds<Same<ours.Completion, agreed.Completion>>();
holds<Within<typeof ours.validateField, typeof agreed.validateField>>();
holds<Same<Parameters<typeof ours.validateField>, Parameters<typeof agreed.validateField>>>();
holds<Within<typeof ours.taskSchema, typeof agreed.taskSchema>>();
holds<Same<Parameters<typeof ours.taskSchema>, Parameters<typeof agreed.taskSchema>>>();

holds<Same<ours.CompleteOptions, agreed.CompleteOptions>>();

holds<Within<ours.CompletionResult, agreed.CompletionResult>>();
holds<
  Same<Without<ours.CompletionResult, 'warnings'>, Without<agreed.CompletionResult, 'warnings'>>
>();

holds<Same<ours.IssueCode, agreed.IssueCode>>();
holds<Within<ours.Issue, agreed.Issue>>();
holds<Same<Without<ours.Issue, 'code'>, Without<agreed.Issue, 'code'>>>();
holds<
  Same<Parameters<typeof ours.validateCompletion>, Parameters<typeof agreed.validateCompletion>>
>();
holds<Same<ReturnType<typeof ours.toParams>, ReturnType<typeof agreed.toParams>>>();

holds<Same<keyof ours.Portal, keyof agreed.Portal>>();
holds<Same<Without<ours.Portal, WithOutcomes>, Without<agreed.Portal, WithOutcomes>>>();
holds<Same<Parameters<typeof ours.connect>, Parameters<typeof agreed.connect>>>();
holds<Same<keyof typeof ours, keyof typeof agreed>>();

holds<Same<ours.Language, agreed.Language>>();
holds<Same<typeof ours.addLanguage, typeof agreed.addLanguage>>();

holds<Same<ours.Check, agreed.Check>>();
holds<Same<typeof ours.diagnose, typeof agreed.diagnose>>();

holds<Within<ours.BizprocError, agreed.BizprocError>>();
holds<Same<Without<ours.BizprocError, 'issues'>, Without<agreed.BizprocError, 'issues'>>>();
