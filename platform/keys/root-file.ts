/** A root key in a file that only this user can read. Whoever has both this file and the ring has every key. Touches files. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Fault, fault, systemCode } from '../fault/index.ts';
import { fromText, keyBytes, shut, unshut } from './box.ts';
import { erase, writeNew } from './disk.ts';
import type { RootKey } from './port.ts';
import { readWrapped } from './wrapped.ts';

const Wrapped = z.strictObject({ root: z.string().regex(/^[0-9a-f]{16}$/), box: z.base64() });

/** @param folder where the files of root keys lie; made if absent */
export function rootInFile({ folder }: { folder: string }): RootKey {
  const fileOf = (id: string): string => join(folder, `root.${id}.key`);
  const facts = (id: string) => ['cordon root key in a file', id];

  return {
    kind: 'file',
    async wrap(key) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const id = randomBytes(8).toString('hex');
      const root = randomBytes(keyBytes);
      writeNew(fileOf(id), `${root.toString('base64')}\n`);
      const box = shut(root, key, facts(id)).toString('base64');
      root.fill(0);
      return JSON.stringify({ root: id, box } satisfies z.infer<typeof Wrapped>);
    },
    async unwrap(wrapped) {
      const { root: id, box } = readWrapped(Wrapped, wrapped);
      const root = readRoot(fileOf(id));
      const key = unshut(root, Buffer.from(box, 'base64'), facts(id));
      root.fill(0);
      if (key === null) throw refused(`${fileOf(id)} is not the key that the ring is under.`);
      return key;
    },
    async forget(wrapped) {
      const file = fileOf(readWrapped(Wrapped, wrapped).root);
      if (existsSync(file)) erase(file);
    },
  };
}

function readRoot(file: string): Buffer {
  let text: string;
  try {
    // Windows has no such modes: there the folder's own permissions guard it.
    const readable = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
    if (readable)
      throw fault(
        'ROOT_EXPOSED',
        `${file} can be read by other users of this machine. Nothing was opened.`,
        `Run: chmod 600 ${file} . Then start again, and rotate the root key: others may have read it.`,
      );
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (systemCode(error) === '') throw error;
    throw refused(`${file} cannot be read (${systemCode(error)}).`);
  }
  const root = fromText(text, 'base64');
  if (root?.length !== keyBytes) throw refused(`${file} does not hold a key.`);
  return root;
}

const refused = (what: string): Fault =>
  fault(
    'ROOT_REFUSED',
    `${what} Nothing was opened or changed.`,
    'Restore that file from the backup of root keys; docs/keys.md says how.',
  );
