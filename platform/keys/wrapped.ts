/** What a root key's keeper wrote into the ring, read back. The ring's own code is checked only after: this may be anything. */
import type { z } from 'zod';
import { fault } from '../fault/index.ts';

/** @throws ROOT_REFUSED */
export function readWrapped<Shape extends z.ZodType>(shape: Shape, wrapped: string): z.infer<Shape> {
  try {
    return shape.parse(JSON.parse(wrapped));
  } catch {
    throw fault(
      'ROOT_REFUSED',
      'The ring does not say in a readable way how its root key wraps it. Nothing was opened or changed.',
      'Restore the folder of keys from a backup; docs/keys.md says how.',
    );
  }
}
