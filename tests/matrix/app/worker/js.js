import { run } from './page.js';

run(new Worker(new URL('./js.worker.js', import.meta.url), { type: 'module' }));
