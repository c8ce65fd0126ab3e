import { run } from './page.js';

run(new Worker(new URL('./main.worker.js', import.meta.url), { type: 'module' }));
