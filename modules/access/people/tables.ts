import type { ColumnType } from 'kysely';
import type { Method } from './model.ts';

type Json<T> = ColumnType<T, string, string>;

/** The tables of migrations/20261125-1245-people.sql. Times are ISO 8601 text, UTC. */
export interface PeopleTables {
  people: {
    id: string;
    name: string;
    account: string;
    state: 'invited' | 'active' | 'disabled';
    issuer: string | null;
    subject: string | null;
    created: string;
    created_by: string;
  };
  memberships: { person: string; org: string; role: string; given: string; given_by: string };
  passkeys: {
    id: string;
    person: string;
    name: string;
    public_key: string;
    counter: ColumnType<string | number, number, number>;
    transports: Json<string[]>;
    created: string;
    last_used: string | null;
  };
  codes: {
    person: string;
    code_hash: string;
    totp: string;
    last_step: ColumnType<string | number, number, number>;
    created: string;
  };
  recovery_codes: { person: string; hash: string; used: string | null };
  invitations: { id: string; person: string; secret_hash: string; ends: string; used: string | null };
  ceremonies: { id: string; purpose: string; ends: string; state: string };
  sessions: {
    id: string;
    person: string;
    secret_hash: string;
    method: Method;
    created: string;
    seen: string;
    ends: string;
    stepped_up: string | null;
    browser: string;
    browser_hash: string;
    ended: string | null;
    ended_because: string | null;
  };
  break_glass_codes: {
    id: string;
    org: string;
    hash: string;
    made: string;
    made_by: string;
    withdrawn: string | null;
  };
  break_glass_uses: {
    id: string;
    org: string;
    person: string;
    name: string;
    because: string;
    at: string;
    review_due: string;
    reviewed: string | null;
    reviewed_by: string | null;
    review: string | null;
  };
}
