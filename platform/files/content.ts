/** What a file is called, and whether it is what it is called. */
import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { fault } from '../fault/index.ts';

/** @throws FILES_NAME */
export function checkName(sha256: string): void {
  if (/^[0-9a-f]{64}$/.test(sha256)) return;
  throw fault(
    'FILES_NAME',
    'A file is named by the 64 hexadecimal digits of its SHA-256.',
    'Correct the name.',
  );
}

/** Passes content on and fails at its end if it is not what its name says. */
export function checked(sha256: string): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(hash.digest('hex') === sha256 ? null : damaged(sha256));
    },
  });
}

export const missing = (sha256: string): Error =>
  fault('FILES_MISSING', `There is no file ${sha256}.`, 'Check the name, or restore the file from a copy.');

const damaged = (sha256: string): Error =>
  fault(
    'FILES_DAMAGED',
    `The file ${sha256} was changed since it was kept. It was not handed out as whole.`,
    'Restore it from a copy, and find out who could write to where it lies.',
  );
