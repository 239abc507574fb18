/** A secret as it is now, so that a changed one needs no restart. Reads files. */
import { isFault } from '@cordon/platform/fault';
import { secretOf } from '../stores.ts';
import type { Secret } from '../stores-settings.ts';
import { AskError } from './connector.ts';

export function secretNow(folder: string, which: Secret): string {
  try {
    return secretOf(folder, 'secret', which)();
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new AskError(
      'what it is to show cannot be read any more: look at the file or variable that holds it',
    );
  }
}
