import { connect, init, validateCompletion } from 'bizproc-tasks/url';
import { answer } from './answer.js';

answer({ connect, validateCompletion }, init);
