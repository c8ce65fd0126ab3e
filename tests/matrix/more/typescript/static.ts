import { type Completion, validateCompletion } from 'bizproc-tasks';

const completion: Completion = { taskId: 1, status: 'ok' };
console.log(validateCompletion(completion).length);
