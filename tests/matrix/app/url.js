import { connect, init, validateCompletion } from 'bizproc-tasks/url';
import { run } from './placement.js';

run({ connect, validateCompletion }, init);
