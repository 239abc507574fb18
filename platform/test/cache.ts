/** Where tests keep what can be made again, such as an empty database and rules that were read: made once for all of them. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const testCache = join(tmpdir(), 'cordon-test-cache');
