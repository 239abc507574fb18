/** What `cordon segment observe` kept in a file. Reads it. */
import { readFileSync } from 'node:fs';
import { FlowsSeen } from '@cordon/detection';
import { fault } from '@cordon/platform/fault';

/** @throws NOT_SEEN */
export function readSeen(path: string): FlowsSeen {
  try {
    return FlowsSeen.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw fault(
      'NOT_SEEN',
      `${path} holds no flows that cordon segment observe kept (${error instanceof SyntaxError ? 'it is not JSON' : 'it cannot be read so'}).`,
      'Give the file that observe wrote, or another name for a new one.',
      { cause: error },
    );
  }
}
