import wasm from 'bizproc-tasks/bizproc_tasks_bg.wasm';
import { connect, init } from 'bizproc-tasks/url';

export default {
  async fetch(request) {
    await init(wasm);
    const portal = connect(await request.json());
    return Response.json(await portal.countTasks());
  },
};
