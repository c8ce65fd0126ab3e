import { framework } from './framework.js';

framework('Nuxt', 'nuxt', () => [process.execPath, '.output/server/index.mjs']);
