export const en = {
  'app.title': 'Tasks',

  'list.title': 'Your tasks',
  'list.loading': 'Loading your tasks',
  'list.count': { one: '{n} task waits for you', other: '{n} tasks wait for you' },
  'list.count.more': '{n} tasks shown, there are more',
  'list.empty.title': 'Nothing waits for you',
  'list.empty.text': 'When a business process needs your answer, its task appears here.',
  'list.more': 'Show more',
  'list.refresh': 'Refresh',
  'list.overdue': 'Overdue',

  'activity.ApproveActivity': 'Approval',
  'activity.ReviewActivity': 'Review',
  'activity.RequestInformationActivity': 'Information',
  'activity.RequestInformationOptionalActivity': 'Information',
  'activity.other': 'Task',

  'task.untitled': 'Task without a name',
  'task.loading': 'Opening the task',
  'task.back': 'All tasks',
  'task.document': 'Document',
  'task.due': 'Due {date}',
  'task.overdue': 'Overdue since {date}',
  'task.description': 'Description',
  'task.comment': 'Comment',
  'task.elsewhere': 'This kind of task can be answered only in the portal itself.',
  'task.answers': 'Your answer',
  'status.yes': 'Approve',
  'status.no': 'Reject',
  'status.ok': 'Done',
  'status.cancel': 'Decline',

  'field.optional': 'optional',
  'field.required-for': 'required for “{answers}”',
  'field.choose': 'Choose…',
  'field.none': 'None',
  'field.yes': 'Yes',
  'field.no': 'No',
  'field.unset': 'Not set',
  'field.add': 'Add another',
  'field.remove': 'Remove',
  'field.value': '{name}, value {n}',
  'field.user': 'A user’s number, such as 12',
  'field.crm': 'Such as C_12 for a contact or D_7 for a deal',
  'field.money': 'Amount and currency, such as 100.50|USD',

  'files.one': 'Attach a file',
  'files.other': 'Choose another',
  'files.several': 'Attach files',
  'files.more': 'Attach more',
  'files.remove': 'Remove {name}',

  'issues.title': {
    one: 'One thing needs your attention',
    other: '{n} things need your attention',
  },

  'sending.title': 'Sending your answer…',
  'sending.long': 'Still waiting. The portal may take up to a minute while the process runs on.',
  'sending.encode': 'Reading the files…',
  'sending.upload': 'Sending the files…',
  'sending.bytes': '{loaded} of {total}',
  'sending.cancel': 'Cancel',
  'sending.stop': 'Stop waiting',
  'check.busy': 'Checking the task…',

  'done.title': 'Answer saved',
  'done.text': 'Your answer “{answer}” is recorded.',
  'done.lookup': 'The task itself shows that it is saved.',

  code: 'Code: {code}',
  'action.retry': 'Try again',
  'action.check': 'Check again',
  'action.back': 'Back to your tasks',

  'unknown.title': 'We could not confirm your answer',
  'unknown.text':
    'It may have been saved all the same. Do not send it again: check the task first.',
  'unknown.network': 'The connection was lost before the portal replied.',
  'unknown.timeout': 'The portal did not reply in time.',
  'unknown.portal': 'The portal failed while it was handling your answer.',
  'unknown.pending.title': 'Not there yet',
  'unknown.pending.text':
    'The task does not show your answer, but the portal may still be working on it. Check again in a moment.',
  'unknown.open.title': 'Your answer was not saved',
  'unknown.open.text': 'The task still waits for you. You can send your answer again.',
  'unknown.other.title': 'The task has another answer',
  'unknown.other.text': 'It was answered “{answer}”, perhaps in another tab, or its time ran out.',
  'unknown.gone.title': 'The task is no longer in your list',
  'unknown.gone.text':
    'Your answer may have completed it, or it was completed by someone else, delegated, or its process ended. Look in the portal if you need to be sure.',
  'unknown.failed.title': 'We could not check the task',
  'unknown.failed.text':
    'Whether your answer was saved is still unknown. Check again before you send it again.',

  'invalid.title': 'The portal did not accept this answer',
  'invalid.text': 'Nothing was saved. Check what you entered and send it again.',
  'completed.title': 'This task is already answered',
  'in-progress.title': 'This task is being answered already',
  'gone.title': 'This task no longer waits for you',
  'gone.text': 'Someone else may have completed it, it was delegated, or its process has ended.',
  'type.title': 'This kind of task is answered elsewhere',
  'type.text': 'Nothing was saved. It can be answered only in the portal itself.',
  'execution.title': 'The process did not accept this answer',
  'execution.text': '{message} We have looked: the task still waits for you, nothing was saved.',
  'session.title': 'Your session has ended',
  'session.text': 'Nothing was saved. Reload the portal’s page and open the task again.',
  'rights.title': 'This app may not do that here',
  'rights.text':
    'Nothing was saved. Ask your portal’s administrator to check the app’s permissions.',
  'limit.title': 'The portal is busy',
  'limit.text':
    'It takes no more requests at the moment. Nothing was saved. Try again in a little while.',
  'limit.seconds': {
    one: 'It takes no more requests at the moment. Nothing was saved. Try again in {n} second.',
    other: 'It takes no more requests at the moment. Nothing was saved. Try again in {n} seconds.',
  },
  'portal.title': 'The portal could not do it',
  'portal.text': 'Nothing was saved. Try again, and tell your administrator if it keeps happening.',
  'method.title': 'This portal has no business processes',
  'method.text': 'Nothing was saved. Ask your administrator whether your plan includes them.',
  'network.title': 'The portal cannot be reached',
  'network.text': 'Nothing was saved. Check your connection and try again.',
  'aborted.title': 'Stopped',
  'aborted.text': 'Your answer was not sent.',
  'usage.title': 'Something is wrong in this app',
  'usage.text': 'Nothing was saved. Tell the app’s developer the code below.',

  'read.list': 'Your tasks cannot be shown',
  'read.task': 'The task cannot be shown',
  'read.session': 'Your session has ended. Reload the portal’s page.',
  'read.rights':
    'This app may not read your tasks. Ask your portal’s administrator to check its permissions.',
  'read.limit':
    'The portal is busy and takes no more requests at the moment. Try again in a little while.',
  'read.method':
    'This portal has no business processes. Ask your administrator whether your plan includes them.',
  'read.network': 'The portal cannot be reached. Check your connection and try again.',
  'read.portal':
    'The portal reported an error. Try again, and tell your administrator if it keeps happening.',
  'read.usage': 'Something is wrong in this app. Tell its developer the code below.',
  'read.gone':
    'It no longer waits for you: someone else may have completed it, it was delegated, or its process has ended.',

  'outside.title': 'Open this page from your portal',
  'outside.text':
    'This is an app that lives inside a portal’s page. By itself it has no tasks to show. To see it at work:',
  'outside.step.register':
    'In the portal, add a local app, or a placement, with this address as its handler:',
  'outside.step.scope': 'Give it the permission “bizproc”, and “placement” if it stands in a card.',
  'outside.step.open': 'Open the app from the portal’s menu or card.',
  'silent.title': 'The portal does not answer',
  'silent.text': 'Reload the portal’s page. If it has been open for days, sign in again first.',
  'unreachable.title': 'The portal’s script cannot be loaded',
  'unreachable.text':
    'Check your connection, and whether something blocks scripts of the portal, then try again.',
  'no-webhook.title': 'No webhook was given',
  'no-webhook.text':
    'Only the portal simulator hands a webhook to a placement. Choose another connection.',
  'unknown-connection.title': 'No such connection',
  'unknown-connection.text': 'The address may ask for connection=bx24, sdk, token or webhook.',
};
