/**
 * Tokens of programs. A secret is 256 random bits, so a plain hash of it cannot be guessed back, and checking one costs little
 * enough to do for every request.
 */
import type { Kysely } from 'kysely';
import type { Act, Actor } from '../ledger/model.ts';
import { hashOf, matches, newId, newSecret } from '../secret.ts';
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
  record(act: Act, org: string): Promise<void>;
  now(): Date;
}

export interface Tokens {
  issue(who: Actor, org: string, request: TokenRequest): Promise<TokenMade>;
  /** Whose secret it is, if it works now; null says nothing of why not. */
  find(secret: string): Promise<Token | null>;
  /** The same, if it may be used for this. */
  check(secret: string, scope: Scope): Promise<Token | null>;
  /** False when there is none that works. */
  revoke(who: Actor, org: string, id: string): Promise<boolean>;
  list(org: string): Promise<Token[]>;
}

/** Begins every secret, so that one left in a file or a repository is recognised by scanners. */
const prefix = 'cordon_';
const secretForm = /^cordon_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** Use is noted no finer than this: a busy source must not write at each request. */
const toTheMinute = (at: Date): string => `${at.toISOString().slice(0, 16)}:00.000Z`;

export function createTokens({ db, record, now }: TokensNeeds): Tokens {
  const tokens: Tokens = {
    async issue(who, org, { name, scopes, expires }) {
      const id = newId();
      const secret = `${prefix}${id}_${newSecret()}`;
      const token: Token = {
        id,
        name,
        org,
        scopes,
        created: now().toISOString(),
        created_by: who.name,
        expires,
        revoked: null,
        last_used: null,
      };
      await record({ act: 'token.issue', who, object: id, details: { name, scopes, expires } }, org);
      await db
        .insertInto('tokens')
        .values({ ...token, scopes: JSON.stringify(scopes), secret_hash: hashOf(secret) })
        .execute();
      return { token, secret };
    },
    async find(secret) {
      const id = secretForm.exec(secret)?.[1];
      if (id === undefined) return null;
      const row = await db.selectFrom('tokens').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return null;
      const { secret_hash, ...token } = row;
      const same = matches(secret, secret_hash);
      const at = now();
      const over = token.expires !== null && token.expires < at.toISOString().slice(0, 10);
      if (!same || over || token.revoked !== null) return null;
      const minute = toTheMinute(at);
      if (token.last_used !== minute)
        await db.updateTable('tokens').set({ last_used: minute }).where('id', '=', id).execute();
      return token;
    },
    async check(secret, scope) {
      const token = await tokens.find(secret);
      return token?.scopes.includes(scope) ? token : null;
    },
    async revoke(who, org, id) {
      const known = await db
        .selectFrom('tokens')
        .select('name')
        .where('id', '=', id)
        .where('org', '=', org)
        .where('revoked', 'is', null)
        .executeTakeFirst();
      if (!known) return false;
      await record({ act: 'token.revoke', who, object: id, details: { name: known.name } }, org);
      await db.updateTable('tokens').set({ revoked: now().toISOString() }).where('id', '=', id).execute();
      return true;
    },
    async list(org) {
      const rows = await db
        .selectFrom('tokens')
        .selectAll()
        .where('org', '=', org)
        .orderBy('name')
        .orderBy('created')
        .execute();
      return rows.map(({ secret_hash: _secret, ...token }) => token);
    },
  };
  return tokens;
}
