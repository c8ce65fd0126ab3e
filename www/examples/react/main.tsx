import { type Bx24Bridge, connect, type Portal } from 'bizproc-tasks';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { TaskForm } from './TaskForm';

declare const BX24: Bx24Bridge & { init(ready: () => void): void };

/** The newest task that waits for the user. */
async function newest(portal: Portal) {
  for await (const task of portal.listTasks()) return task.id;
}

BX24.init(async () => {
  const root = createRoot(document.body.appendChild(document.createElement('main')));
  const portal = connect(BX24);
  const taskId = await newest(portal);
  root.render(
    <StrictMode>
      {taskId ? <TaskForm key={taskId} portal={portal} taskId={taskId} /> : <p>No task waits.</p>}
    </StrictMode>,
  );
});
