/** A reader's place in a topic: one small file per cursor, replaced whole, so that it is never half written. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeIo } from '../log/index.ts';

export interface Cursors {
  /** Null when the cursor has never been used. */
  load(name: string): number | null;
  save(name: string, next: number): Promise<void>;
  all(): Map<string, number>;
}

export function openCursors(dir: string): Cursors {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const places = new Map<string, number>();
  for (const file of readdirSync(dir)) {
    if (!file.endsWith('.json')) continue;
    const { next } = JSON.parse(readFileSync(join(dir, file), 'utf8')) as { next: number };
    places.set(file.slice(0, -'.json'.length), next);
  }
  return {
    load: (name) => places.get(name) ?? null,
    all: () => new Map(places),
    async save(name, next) {
      const path = join(dir, `${name}.json`);
      const draft = `${path}.new`;
      const file = await open(draft, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify({ next })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
      await nodeIo.syncFolder(dir);
      places.set(name, next);
    },
  };
}
