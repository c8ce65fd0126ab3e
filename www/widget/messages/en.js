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
  'task.back': 'All tasks',
  'task.due': 'Due {date}',

  code: 'Code: {code}',
  'action.retry': 'Try again',
  'action.back': 'Back to your tasks',

  'usage.text': 'Tell the developer of this app.',

  'read.list': 'Your tasks cannot be shown',

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
