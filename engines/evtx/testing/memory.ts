import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Bytes in use by this thread, objects and buffers, after everything that is not needed has been collected.
 * V8 gives the bytes of dead buffers back on a thread of its own; only the start of the next collection waits for it,
 * so one collection alone still counts buffers that nobody holds when the machine is busy.
 */
export function usedMemory(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
