// The official SDK's own types are connections.
import type { B24Frame, B24Hook, B24OAuth } from '@bitrix24/b24jssdk';
import { completeTask, connect } from 'bizproc-tasks';

declare const frame: B24Frame;
declare const hook: B24Hook;
declare const oauth: B24OAuth;

for (const sdk of [frame, hook, oauth]) {
  connect(sdk);
  completeTask({ taskId: 1, status: 'ok' }, { connection: sdk });
}
const { placement, options } = frame.placement;
connect(frame).listTasks({ placement: { placement, options } });
// @ts-expect-error Its properties are getters, which are not read.
connect(frame).listTasks({ placement: frame.placement });
