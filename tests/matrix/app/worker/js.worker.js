import { connect, validateCompletion } from 'bizproc-tasks/js';
import { answer } from './answer.js';

answer({ connect, validateCompletion });
