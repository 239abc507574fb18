/**
 * Tokens of programs. A secret is 256 random bits, so a plain hash of it cannot be guessed back, and checking one costs little
 * enough to do for every request.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Act } from '../ledger/model.ts';
import type { Scope, Token, TokenMade, TokenRequest } from './model.ts';

export interface TokenTables {
  tokens: {
    id: string;
    name: string;
    org: string;
    scopes: import('kysely').ColumnType<Scope[], string, string>;
    secret_hash: string;
    created: string;
    created_by: string;
    expires: string | null;
    revoked: string | null;
    last_used: string | null;
  };
}

type Db = Kysely<TokenTables>;

export interface TokensNeeds {
  db: Db;
  org: string;
  record(act: Act): Promise<void>;
  now(): Date;
}

export interface Tokens {
  issue(request: TokenRequest): Promise<TokenMade>;
  /** Whose secret it is, if it may do this now; null says nothing of why not. */
  check(secret: string, scope: Scope): Promise<Token | null>;
  /** False when there is none that works. */
  revoke(id: string, by: string): Promise<boolean>;
  list(): Promise<Token[]>;
}

/** Begins every secret, so that one left in a file or a repository is recognised by scanners. */
const prefix = 'cordon_';
const secretForm = /^cordon_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
/** Use is noted no finer than this: a busy source must not write at each request. */
const toTheMinute = (at: Date): string => `${at.toISOString().slice(0, 16)}:00.000Z`;

export function createTokens({ db, org, record, now }: TokensNeeds): Tokens {
  return {
    async issue({ name, scopes, expires, by }) {
      const id = randomBytes(8).toString('hex');
      const secret = `${prefix}${id}_${randomBytes(32).toString('base64url')}`;
      const token: Token = {
        id,
        name,
        org,
        scopes,
        created: now().toISOString(),
        created_by: by,
        expires,
        revoked: null,
        last_used: null,
      };
      await record(actOf('token.issue', by, id, { name, scopes, expires }));
      await db
        .insertInto('tokens')
        .values({ ...token, scopes: JSON.stringify(scopes), secret_hash: hashOf(secret) })
        .execute();
      return { token, secret };
    },
    async check(secret, scope) {
      const id = secretForm.exec(secret)?.[1];
      if (id === undefined) return null;
      const row = await db.selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return null;
      const { secret_hash, ...token } = row;
      const same = timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(secret_hash));
      const at = now();
      const over = token.expires !== null && token.expires < at.toISOString().slice(0, 10);
      if (!same || over || token.revoked !== null || !token.scopes.includes(scope)) return null;
      const minute = toTheMinute(at);
      if (token.last_used !== minute)
        await db.updateTable('tokens').set({ last_used: minute }).where('id', '=', id).execute();
      return token;
    },
    async revoke(id, by) {
      const known = await db
        .selectFrom('tokens')
        .select('name')
        .where('id', '=', id)
        .where('revoked', 'is', null)
        .executeTakeFirst();
      if (!known) return false;
      await record(actOf('token.revoke', by, id, { name: known.name }));
      await db.updateTable('tokens').set({ revoked: now().toISOString() }).where('id', '=', id).execute();
      return true;
    },
    async list() {
      const rows = await db.selectFrom('tokens').selectAll().orderBy('name').orderBy('created').execute();
      return rows.map(({ secret_hash: _secret, ...token }) => token);
    },
  };
}

const actOf = (act: string, by: string, object: string, details: Act['details']): Act => ({
  act,
  who: { kind: 'person', name: by, proven: null },
  object,
  details,
});
