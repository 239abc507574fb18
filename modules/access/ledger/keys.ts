/**
 * The key that signs checkpoints: made at the first start and kept beside the data, sealed by the ring of keys, or where there is
 * none in a file that this user alone can read. Touches files.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fault, isFault } from '@cordon/platform/fault';
import { erase, type KeyRing, replace } from '@cordon/platform/keys';
import { statementOf } from './chain.ts';
import { Checkpoint } from './model.ts';

export interface Signer {
  sign(head: { seq: number; hash: string; at: string }): Checkpoint;
}

export type Seals = Pick<KeyRing, 'seal' | 'unseal'>;

const sealedName = 'ledger.key.sealed';
const publicName = 'ledger.public.pem';
/** What whoever signs the same ledger elsewhere needs, beside the ring. */
export const ledgerFiles = [sealedName, publicName] as const;

const sealedFile = (folder: string): string => join(folder, sealedName);
const privateFile = (folder: string): string => join(folder, 'ledger.key.pem');
const publicFile = (folder: string): string => join(folder, publicName);

export const keyId = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** Whose key of the ring seals it, and where that is bound to. Not to an organisation: settings may give it another id one day. */
const sealedOf = 'ledger';
const context = 'ledger/signing-key';

/** Whether there is a key here that only the ring can open: without the ring nothing can be signed. */
export const isSealed = (folder: string): boolean => existsSync(sealedFile(folder));

/** @throws LEDGER_KEY when there is a key that cannot be read: making another would hide that something happened to it */
export function openSigner(folder: string, seals: Seals | null): Signer {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!isSealed(folder) && !existsSync(privateFile(folder))) makeKey(folder);
  if (seals) seal(folder, seals);
  const key = seals
    ? readKey(sealedFile(folder), (text) => createPrivateKey(seals.unseal(sealedOf, context, text)))
    : readKey(privateFile(folder), createPrivateKey);
  const id = keyId(createPublicKey(key));
  return {
    sign: (head) => ({
      ...head,
      key: id,
      signature: sign(null, Buffer.from(statementOf(head)), key).toString('base64'),
    }),
  };
}

function makeKey(folder: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(publicFile(folder), publicKey.export({ type: 'spki', format: 'pem' }));
  const temporary = `${privateFile(folder)}.new`;
  writeFileSync(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  renameSync(temporary, privateFile(folder));
}

/** What lies bare in a file is sealed, and the file written over. */
function seal(folder: string, seals: Seals): void {
  const bare = privateFile(folder);
  if (!existsSync(bare)) return;
  if (!isSealed(folder)) {
    const pem = readKey(bare, createPrivateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
    replace(sealedFile(folder), seals.seal(sealedOf, context, pem));
  }
  erase(bare);
}

function readKey(file: string, read: (pem: string) => KeyObject): KeyObject {
  try {
    const key = read(readFileSync(file, 'utf8'));
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is not an Ed25519 key');
    return key;
  } catch (error) {
    if (isFault(error)) throw error;
    throw fault(
      'LEDGER_KEY',
      `The key in ${file} cannot be read: ${(error as Error).message}.`,
      'Restore it from a backup. If it is lost, move it away: a new one is made, and older checkpoints need the old public key.',
      { cause: error },
    );
  }
}

/** The public key beside the data. Whoever may not trust this machine brings the one they noted earlier. */
export const publicKeyIn = (folder: string): string => readFileSync(publicFile(folder), 'utf8');

/** Whether a checkpoint was signed by one of these keys (PEM). @throws LEDGER_KEY */
export function createSignatureCheck(pems: readonly string[]): (checkpoint: Checkpoint) => boolean {
  const keys = new Map(
    pems.map((pem) => {
      const key = readKeyText(pem);
      return [keyId(key), key] as const;
    }),
  );
  return (checkpoint) => {
    const key = keys.get(checkpoint.key);
    return (
      key !== undefined &&
      verify(null, Buffer.from(statementOf(checkpoint)), key, Buffer.from(checkpoint.signature, 'base64'))
    );
  };
}

function readKeyText(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw fault(
      'LEDGER_KEY',
      `The public key cannot be read: ${(error as Error).message}.`,
      'Give the PEM file that was noted.',
      {
        cause: error,
      },
    );
  }
}

/** Checkpoints of a text, one a line; a line that is none is reported as one that does not hold. */
export function readCheckpoints(text: string): { checkpoints: Checkpoint[]; unreadable: number } {
  const checkpoints: Checkpoint[] = [];
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      checkpoints.push(Checkpoint.parse(JSON.parse(line)));
    } catch {
      unreadable += 1;
    }
  }
  return { checkpoints, unreadable };
}
