import wasm from 'bizproc-tasks/bizproc_tasks_bg.wasm';
import { connect, init, validateCompletion } from 'bizproc-tasks/url';
import { complete } from '../../app/complete.js';

export default {
  /** @param {Request} request its body is the connection */
  async fetch(request) {
    await init(wasm);
    const connection = await request.json();
    return Response.json(await complete({ connect, validateCompletion }, connection));
  },
};
