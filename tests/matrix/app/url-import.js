// For bundlers that find the file only by an import, which returns its address.
import wasm from 'bizproc-tasks/bizproc_tasks_bg.wasm';
import { connect, init, validateCompletion } from 'bizproc-tasks/url';
import { run } from './placement.js';

run({ connect, validateCompletion }, () => init(wasm));
