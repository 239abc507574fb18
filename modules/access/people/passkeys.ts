/** Passkeys (WebAuthn Level 3): discoverable, and always with the person verified by their own device. */

import { httpFault } from '@cordon/platform/http';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { Ceremonies } from './ceremonies.ts';
import type { Ceremony, PasskeyAnswer } from './model.ts';
import type { PeopleNeeds, Place } from './needs.ts';

export interface Passkeys {
  offer(person: { id: string; name: string; account: string }, place: Place): Promise<Ceremony>;
  /** Keeps the new one. */
  add(person: string, name: string, answer: PasskeyAnswer, place: Place): Promise<void>;
  /** @param person null: whoever answers */
  ask(person: string | null, place: Place): Promise<Ceremony>;
  /** Whose it is. */
  check(answer: PasskeyAnswer, place: Place): Promise<string>;
}

const refused = (why: string) =>
  httpFault(
    401,
    'PASSKEY_REFUSED',
    `The passkey was not accepted: ${why}.`,
    'Try again, or use another way to sign in.',
  );

export function createPasskeys({ db, now }: PeopleNeeds, ceremonies: Ceremonies): Passkeys {
  return {
    async offer({ id, name, account }, { host }) {
      const has = await db.selectFrom('passkeys').select('id').where('person', '=', id).execute();
      const options = await generateRegistrationOptions({
        rpName: 'Cordon',
        rpID: host,
        userID: new Uint8Array(Buffer.from(id)),
        userName: account,
        userDisplayName: name,
        excludeCredentials: has,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      const ceremony = await ceremonies.begin('passkey.add', { challenge: options.challenge, person: id });
      return { ceremony, options: plain(options) };
    },
    async add(person, name, { ceremony, response }, { origin, host }) {
      const asked = (await ceremonies.end(ceremony, 'passkey.add')) as { challenge: string; person: string };
      if (asked.person !== person) throw refused('it was offered to somebody else');
      const { registrationInfo } = await verifyRegistrationResponse({
        // The library checks every byte of it; a shape it does not expect is refused as such.
        response: response as unknown as RegistrationResponseJSON,
        expectedChallenge: asked.challenge,
        expectedOrigin: origin,
        expectedRPID: host,
        requireUserVerification: true,
      }).catch(notAccepted);
      if (!registrationInfo) throw refused('its signature does not hold');
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
      await db
        .insertInto('passkeys')
        .values({
          id,
          person,
          name,
          public_key: Buffer.from(publicKey).toString('base64url'),
          counter,
          transports: JSON.stringify(transports),
          created: now().toISOString(),
          last_used: null,
        })
        .execute();
    },
    async ask(person, { host }) {
      const has =
        person === null
          ? []
          : await db.selectFrom('passkeys').select('id').where('person', '=', person).execute();
      const options = await generateAuthenticationOptions({
        rpID: host,
        allowCredentials: has,
        userVerification: 'required',
      });
      return {
        ceremony: await ceremonies.begin('passkey.show', { challenge: options.challenge }),
        options: plain(options),
      };
    },
    async check({ ceremony, response }, { origin, host }) {
      const { challenge } = (await ceremonies.end(ceremony, 'passkey.show')) as { challenge: string };
      const row = await db
        .selectFrom('passkeys')
        .selectAll()
        .where('id', '=', response.id)
        .executeTakeFirst();
      if (!row) throw refused('Cordon does not know it');
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: response as unknown as AuthenticationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: host,
        requireUserVerification: true,
        credential: {
          id: row.id,
          publicKey: new Uint8Array(Buffer.from(row.public_key, 'base64url')),
          counter: Number(row.counter),
        },
      }).catch(notAccepted);
      if (!verified) throw refused('its signature does not hold');
      await db
        .updateTable('passkeys')
        .set({ counter: authenticationInfo.newCounter, last_used: now().toISOString() })
        .where('id', '=', row.id)
        .execute();
      return row.person;
    },
  };
}

function notAccepted(error: unknown): never {
  throw refused((error as Error).message.replace(/\.$/, ''));
}

/** Options as JSON that a page can hand to the browser. */
const plain = (options: object): Ceremony['options'] => JSON.parse(JSON.stringify(options));
