/** Signs in to a real console in a real browser, with a passkey that the browser itself makes and keeps. */

import { createHmac } from 'node:crypto';
import { linkSecret } from '@cordon/access';
import type { Page } from 'playwright-core';

export interface SignInAt {
  /** Of the console. Passkeys need a name in it: http://localhost:PORT. */
  address: string;
  machineKey: string;
}

/** A device that answers for its person by itself (WebAuthn, virtual authenticators). @returns takes it away */
export async function addAuthenticator(page: Page): Promise<() => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return async () => {
    await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  };
}

/** The link that the terminal prints while nobody can sign in. */
export const firstRunLink = ({ address, machineKey }: SignInAt): string =>
  `${address}/#link=${linkSecret(machineKey, 'first-run')}`;

/** Sets up the first person of all, who is then signed in on this page. */
export async function signInByPasskey(
  page: Page,
  at: SignInAt,
  name = 'Information security',
): Promise<void> {
  await addAuthenticator(page);
  await page.goto(firstRunLink(at));
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Account').fill('security@hospital.example');
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await page.getByRole('button', { name: `Signed in as ${name}` }).waitFor();
}

/** Where a server that listens on this machine is opened, by a name that passkeys can be bound to. */
export const byName = (listening: string): string => `http://localhost:${new URL(listening).port}`;

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What a device shows now (TOTP, RFC 6238): written here anew, so that it does not share a mistake with what checks it. */
export function digits(secret: string): string {
  const bits = [...secret].map((letter) => base32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = mac.at(-1)! & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
