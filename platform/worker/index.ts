/** Worker threads and processes: starting them from source or bundle, and asking them questions. */
export { answerCalls, type Calls, connectCalls } from './calls.ts';
export { runProcess, startWorker } from './start.ts';
