/**
 * The other way in: a code that Cordon made, with a changing one from the person's device (TOTP, RFC 6238), or in its place one of
 * ten recovery codes. Cordon makes the first so that it cannot be guessed, found in a list, or be the one used elsewhere.
 */
import { httpFault } from '@cordon/platform/http';
import type { Kysely } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { encode } from 'uqr';
import { hashOf, matches, newCode, typedCode } from '../secret.ts';
import type { Ceremonies } from './ceremonies.ts';
import type { CodeOffer, Method } from './model.ts';
import type { PeopleNeeds } from './needs.ts';
import type { PeopleTables } from './tables.ts';

const recoveryCodes = 10;
/** 125 bits: so many that a plain hash of one cannot be guessed back (OWASP ASVS 5.0, 6.5.2). */
const codeGroups = 5;
const stepSeconds = 30;

export interface Codes {
  offer(person: { id: string; account: string }): Promise<CodeOffer>;
  /** Keeps what was offered, once the device has shown that it has it. */
  confirm(person: string, ceremony: string, otp: string): Promise<void>;
  /** How it was shown; null when it was not. */
  check(person: string, code: string, otp: string): Promise<Method | null>;
  /** The changing code alone, for stepping up. */
  checkOtp(person: string, otp: string): Promise<boolean>;
  remove(person: string, trx: Kysely<PeopleTables>): Promise<boolean>;
}

interface Offered {
  person: string;
  code: string;
  secret: string;
  recovery: string[];
}

const sealedOf = 'sign-in';
const totpOf = (secret: string, account = ''): TOTP =>
  new TOTP({
    issuer: 'Cordon',
    label: account,
    secret: Secret.fromBase32(secret),
    period: stepSeconds,
    digits: 6,
  });

export function createCodes({ db, keys, now }: PeopleNeeds, ceremonies: Ceremonies): Codes {
  const context = (person: string): string => `codes/${person}/totp`;

  /** The time step that it is of, one either way; null when it is none of these. */
  function stepOf(secret: string, otp: string): number | null {
    const timestamp = now().getTime();
    const delta = totpOf(secret).validate({ token: otp, timestamp, window: 1 });
    return delta === null ? null : Math.floor(timestamp / 1_000 / stepSeconds) + delta;
  }

  /** Each is good once: whoever looked over a shoulder is too late. */
  async function useOtp(person: string, sealed: string, otp: string): Promise<boolean> {
    const step = stepOf(keys.unseal(sealedOf, context(person), sealed), otp);
    if (step === null) return false;
    const { numUpdatedRows } = await db
      .updateTable('codes')
      .set({ last_step: step })
      .where('person', '=', person)
      .where('last_step', '<', step)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async function useRecovery(person: string, otp: string): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('recovery_codes')
      .set({ used: now().toISOString() })
      .where('person', '=', person)
      .where('hash', '=', hashOf(typedCode(otp)))
      .where('used', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  const rowOf = (person: string) =>
    db.selectFrom('codes').selectAll().where('person', '=', person).executeTakeFirst();

  return {
    async offer({ id, account }) {
      const secret = new Secret({ size: 20 }).base32;
      const code = newCode(codeGroups);
      const recovery = Array.from({ length: recoveryCodes }, () => newCode(codeGroups));
      const uri = totpOf(secret, account).toString();
      const offered: Offered = { person: id, code, secret, recovery };
      return {
        ceremony: await ceremonies.begin('code.add', offered),
        code,
        totp_uri: uri,
        totp_secret: secret,
        qr: encode(uri).data.map((row) => row.map((dark) => (dark ? '1' : '0')).join('')),
        recovery_codes: recovery,
      };
    },
    async confirm(person, ceremony, otp) {
      // A slip of the finger must not cost a code that was written down and a picture that was scanned.
      const offered = (await ceremonies.look(ceremony, 'code.add')) as Offered;
      const step = offered.person === person ? stepOf(offered.secret, otp) : null;
      if (step === null)
        throw httpFault(
          401,
          'OTP_REFUSED',
          'That is not the code the device should show now. Nothing was kept.',
          'Type the one that it shows now; check that the clock of the device is right.',
        );
      await ceremonies.end(ceremony, 'code.add');
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('codes').where('person', '=', person).execute();
        await trx.deleteFrom('recovery_codes').where('person', '=', person).execute();
        await trx
          .insertInto('codes')
          .values({
            person,
            code_hash: hashOf(typedCode(offered.code)),
            totp: keys.seal(sealedOf, context(person), offered.secret),
            last_step: step,
            created: now().toISOString(),
          })
          .execute();
        await trx
          .insertInto('recovery_codes')
          .values(offered.recovery.map((one) => ({ person, hash: hashOf(typedCode(one)), used: null })))
          .execute();
      });
    },
    async check(person, code, otp) {
      const row = await rowOf(person);
      if (!row || !matches(typedCode(code), row.code_hash)) return null;
      if (await useOtp(person, row.totp, otp)) return 'code and TOTP';
      return (await useRecovery(person, otp)) ? 'code and recovery code' : null;
    },
    async checkOtp(person, otp) {
      const row = await rowOf(person);
      return row !== undefined && (await useOtp(person, row.totp, otp));
    },
    async remove(person, trx) {
      await trx.deleteFrom('recovery_codes').where('person', '=', person).execute();
      const { numDeletedRows } = await trx
        .deleteFrom('codes')
        .where('person', '=', person)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
