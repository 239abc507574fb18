/** How a deployment keeps its root key, as written in its settings, and the keepers that follow from it. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { fault } from '../fault/index.ts';
import type { RootKey } from './port.ts';
import { rootFromCredential } from './root-credential.ts';
import { rootInFile } from './root-file.ts';
import { rootFromPassphrase } from './root-passphrase.ts';

const Root = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('file'),
    folder: z
      .string()
      .min(1)
      .optional()
      .describe('where the file lies (default: in a folder of its own in the data folder)'),
  }),
  z.strictObject({ kind: z.literal('passphrase') }),
  z.strictObject({
    kind: z.literal('credential'),
    path: z
      .string()
      .min(1)
      .default('cordon-root')
      .describe('a file, or the name of one that systemd hands over'),
  }),
]);
type Root = z.infer<typeof Root>;

export const KeySettings = z.strictObject({
  root: Root.default({ kind: 'file' }),
  was: Root.optional().describe('what it was before, until the next start has moved the keys'),
});
export type KeySettings = z.infer<typeof KeySettings>;

export interface KeeperNeeds {
  /** Where a root key in a file lies, unless the settings say otherwise: not with the ring, so that no copy takes both. */
  rootFolder: string;
  /** Paths in the settings begin here. */
  settingsFolder: string;
  /** Where systemd puts credentials: $CREDENTIALS_DIRECTORY. */
  credentials: string | undefined;
  /** Asks the person at the terminal; `fresh` where it is to guard something new and must be typed twice. */
  askPassphrase(question: { fresh: boolean }): Promise<string>;
}

/** @throws CREDENTIAL_NONE, and what asking throws */
export async function keepersOf(
  { root, was }: KeySettings,
  needs: KeeperNeeds,
): Promise<{ unlock: RootKey; was?: RootKey }> {
  const before = was === undefined ? undefined : await keeperOf(was, needs, false);
  const unlock = await keeperOf(root, needs, was !== undefined);
  return { unlock, ...(before && { was: before }) };
}

async function keeperOf(root: Root, needs: KeeperNeeds, fresh: boolean): Promise<RootKey> {
  const { rootFolder, settingsFolder, credentials, askPassphrase } = needs;
  if (root.kind === 'file')
    return rootInFile({
      folder: root.folder === undefined ? rootFolder : resolve(settingsFolder, root.folder),
    });
  if (root.kind === 'passphrase') return rootFromPassphrase({ passphrase: await askPassphrase({ fresh }) });
  // A bare name is systemd's; anything with a folder in it is a path.
  if (/[/\\]/.test(root.path)) return rootFromCredential({ path: resolve(settingsFolder, root.path) });
  if (credentials === undefined)
    throw fault(
      'CREDENTIAL_NONE',
      `keys.root names the credential "${root.path}", and systemd handed none over. Nothing was started.`,
      'Start Cordon as a service with LoadCredentialEncrypted, or give the path of a file; docs/keys.md says how.',
    );
  return rootFromCredential({ path: resolve(credentials, root.path) });
}
