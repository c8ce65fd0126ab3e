import { run } from './page.js';

run(new Worker(new URL('./url.worker.js', import.meta.url), { type: 'module' }));
