import { connect, validateCompletion } from 'bizproc-tasks';
import { run } from './placement.js';

run({ connect, validateCompletion });
