import { createRequire } from 'node:module';
import { framework } from './framework.js';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

framework('Next.js', 'next', (port) => [
  ...[process.execPath, next, 'start'],
  ...['--hostname', '127.0.0.1', '--port', port],
]);
