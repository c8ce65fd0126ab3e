import { connect, validateCompletion } from 'bizproc-tasks/js';
import { run } from './placement.js';

run({ connect, validateCompletion });
