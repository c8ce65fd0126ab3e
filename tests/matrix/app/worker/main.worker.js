import { connect, validateCompletion } from 'bizproc-tasks';
import { answer } from './answer.js';

answer({ connect, validateCompletion });
