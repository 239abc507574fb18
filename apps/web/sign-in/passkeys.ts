/** The browser's side of passkeys (WebAuthn): its own dialogs, and what to tell people when they cannot open or come to nothing. */

import { type Input, Refusal } from '@cordon/client';
import type { Ceremony } from '@cordon/server/api';
import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';

type PasskeyAnswer = Input<'POST /sign-in/passkey'>['body'];

/** Why this page cannot use passkeys: it was opened by a number, or the browser or the way it was opened does not allow it. */
export type Hindrance = 'number' | 'browser';

export function hindranceHere(): Hindrance | null {
  if (/^[\d.]+$|^\[/.test(location.hostname)) return 'number';
  return browserSupportsWebAuthn() ? null : 'browser';
}

/** @throws Refusal */
export async function makePasskey({ ceremony, options }: Ceremony): Promise<PasskeyAnswer> {
  // The server's library wrote what the browser's reads; in between it is plain JSON.
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  return { ceremony, response: plain(await startRegistration({ optionsJSON }).catch(notDone)) };
}

/** @throws Refusal */
export async function showPasskey({ ceremony, options }: Ceremony): Promise<PasskeyAnswer> {
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return { ceremony, response: plain(await startAuthentication({ optionsJSON }).catch(notDone)) };
}

/** And the other way round. */
const plain = (response: RegistrationResponseJSON | AuthenticationResponseJSON) =>
  response as unknown as PasskeyAnswer['response'];

function notDone(error: unknown): never {
  const name = error instanceof Error ? error.name : '';
  const code = error instanceof WebAuthnError ? error.code : null;
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED' || name === 'InvalidStateError')
    throw refusal(
      'web-passkey-there',
      'This device holds a passkey of yours already.',
      'Sign in with it, or choose another device or security key.',
    );
  if (name === 'NotAllowedError' || name === 'AbortError')
    throw refusal(
      'web-passkey-stopped',
      'No passkey was used: the browser’s window was closed, or nothing was chosen in time.',
      'Try again. If this device has no passkey for Cordon, use another way.',
    );
  throw refusal(
    'web-passkey-failed',
    `The browser could not use a passkey: ${error instanceof Error ? error.message.replace(/\.$/, '') : 'it gave no reason'}.`,
    'Try again, or use another way.',
  );
}

const refusal = (code: string, message: string, next: string) => new Refusal({ code, message, next }, 401);

const devices: [RegExp, string][] = [
  [/iPhone|iPad/, 'iPhone or iPad'],
  [/Android/, 'Android device'],
  [/Windows/, 'Windows computer'],
  [/Mac OS/, 'Mac'],
  [/Linux/, 'Linux computer'],
];

/** What to call a passkey made here, until somebody calls it otherwise. */
export const deviceWord = (userAgent: string): string =>
  devices.find(([form]) => form.test(userAgent))?.[1] ?? 'This device';
