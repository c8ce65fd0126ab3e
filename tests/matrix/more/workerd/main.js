import { init } from 'bizproc-tasks';

export default {
  async fetch() {
    const { message } = await init().catch((error) => error);
    return Response.json({ message });
  },
};
