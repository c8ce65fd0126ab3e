import { type Bx24Bridge, connect, type Portal } from 'bizproc-tasks';
import { createApp } from 'vue';
import TaskForm from './TaskForm.vue';

declare const BX24: Bx24Bridge & { init(ready: () => void): void };

/** The newest task that waits for the user. */
async function newest(portal: Portal) {
  for await (const task of portal.listTasks()) return task.id;
}

BX24.init(async () => {
  const main = document.body.appendChild(document.createElement('main'));
  const portal = connect(BX24);
  const taskId = await newest(portal);
  if (taskId) createApp(TaskForm, { portal, taskId }).mount(main);
  else main.textContent = 'No task waits.';
});
