/** What a backup is closed and opened with: age (https://age-encryption.org/v1), so that other tools can open it too. */
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { fault } from '../fault/index.ts';

/** Recipients are public (`age1…`); only the identity that belongs to one opens what was closed for it. */
export type ClosedFor = { recipients: readonly string[] } | { passphrase: string };
export type OpenedWith = { identities: readonly string[] } | { passphrase: string };

const shortestPassphrase = 12;

export function encrypterFor(key: ClosedFor): Encrypter {
  const encrypter = new Encrypter();
  if ('passphrase' in key) {
    if (key.passphrase.length < shortestPassphrase)
      throw fault(
        'BACKUP_KEY',
        `A passphrase of fewer than ${shortestPassphrase} characters can be guessed. Nothing was written.`,
        'Use five or more random words, or a key: cordon backup-key FILE',
      );
    encrypter.setPassphrase(key.passphrase);
    return encrypter;
  }
  for (const recipient of key.recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw fault(
        'BACKUP_KEY',
        `"${recipient.slice(0, 80)}" is no age recipient. Nothing was written.`,
        'A recipient begins with age1; cordon backup-key FILE makes a new one.',
      );
    }
  }
  return encrypter;
}

export function decrypterFor(key: OpenedWith): Decrypter {
  const decrypter = new Decrypter();
  if ('passphrase' in key) decrypter.addPassphrase(key.passphrase);
  else
    for (const identity of key.identities) {
      try {
        decrypter.addIdentity(identity);
      } catch {
        throw fault(
          'BACKUP_KEY',
          'The key file holds something that is no age identity. Nothing was restored.',
          'Name the file that cordon backup-key or age-keygen wrote.',
        );
      }
    }
  return decrypter;
}

/** A new pair: `identity` is secret and opens, `recipient` is public and closes. */
export async function makeBackupKey(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}
