export { startPortal } from './start.js';
