/**
 * Sessions: a random secret in a cookie, its hash in the database. Bound to the browser it began in, over after an idle hour or
 * a shift, and ended at once by the person or an administrator.
 */
import { createHash } from 'node:crypto';
import { hashOf, matches, newId, newSecret } from '../secret.ts';
import type { Membership, Method } from './model.ts';
import { hour, later, minute, type PeopleNeeds } from './needs.ts';

export const idle = hour;
const shift = 12 * hour;
const brokenGlass = 4 * hour;
/** Since one showed that it is them, for acts that ask for it. */
export const steppedUpFor = 5 * minute;
/** Other processes may have ended it: no longer than this is it believed without looking. */
const believed = 5_000;
const cached = 5_000;

export interface Session {
  id: string;
  person: { id: string; name: string; account: string };
  memberships: Membership[];
  method: Method;
  ends: string;
  /** null: not within the time that counts. */
  steppedUpUntil: string | null;
}

export interface OpenSession {
  id: string;
  method: Method;
  browser: string;
  created: string;
  seen: string;
  ends: string;
}

export interface Sessions {
  /** @returns what the cookie holds */
  start(person: string, method: Method, userAgent: string): Promise<string>;
  /**
   * Whose it is; null when it is over, was never there, or is shown by another browser.
   *
   * @param idle a page asks by itself, and nobody has touched it for a while: that keeps no session alive
   */
  find(cookie: string, userAgent: string, idle?: boolean): Promise<Session | null>;
  isOver(id: string): Promise<boolean>;
  stepUp(id: string): Promise<void>;
  end(id: string, because: string): Promise<void>;
  /** All of a person's but one. */
  endAll(person: string, because: string, but?: string): Promise<void>;
  /** Those of a person that are not over, newest first. */
  open(person: string): Promise<OpenSession[]>;
  /** Roles or state of a person changed: look again. */
  forget(): void;
}

export function createSessions({ db, now }: PeopleNeeds): Sessions {
  const known = new Map<string, { row: Row; at: number }>();

  async function load(id: string) {
    const row = await db
      .selectFrom('sessions')
      .innerJoin('people', 'people.id', 'sessions.person')
      .select([
        'sessions.id as id',
        'people.id as person',
        'people.name as name',
        'people.account as account',
        'people.state as state',
        'sessions.secret_hash as secret_hash',
        'method',
        'seen',
        'ends',
        'stepped_up',
        'browser_hash',
        'ended',
      ])
      .where('sessions.id', '=', id)
      .executeTakeFirst();
    if (!row) return null;
    const memberships = await db
      .selectFrom('memberships')
      .select(['org', 'role'])
      .where('person', '=', row.person)
      .execute();
    return { ...row, memberships };
  }
  type Row = NonNullable<Awaited<ReturnType<typeof load>>>;

  async function look(id: string): Promise<Row | null> {
    const at = now().getTime();
    const before = known.get(id);
    if (before && at - before.at < believed && at >= before.at) return before.row;
    const row = await load(id);
    known.delete(id);
    if (!row) return null;
    known.set(id, { row, at });
    for (const oldest of known.keys()) {
      if (known.size <= cached) break;
      known.delete(oldest);
    }
    return row;
  }

  async function end(id: string, because: string): Promise<void> {
    known.delete(id);
    await db
      .updateTable('sessions')
      .set({ ended: now().toISOString(), ended_because: because })
      .where('id', '=', id)
      .where('ended', 'is', null)
      .execute();
  }

  return {
    async start(person, method, userAgent) {
      const id = newId();
      const secret = newSecret();
      const at = now();
      const lasts = method === 'break-glass' ? brokenGlass : shift;
      await db
        .insertInto('sessions')
        .values({
          id,
          person,
          secret_hash: hashOf(secret),
          method,
          created: at.toISOString(),
          seen: at.toISOString(),
          ends: later(at, lasts),
          // Signing in is showing that it is them.
          stepped_up: at.toISOString(),
          browser: browserOf(userAgent),
          browser_hash: browserHash(userAgent),
          ended: null,
          ended_because: null,
        })
        .execute();
      return `${id}.${secret}`;
    },
    async find(cookie, userAgent, nobodyThere = false) {
      const [id = '', secret = ''] = cookie.split('.');
      if (!/^[0-9a-f]{16}$/.test(id)) return null;
      const row = await look(id);
      if (!row || row.ended !== null || row.state !== 'active' || !matches(secret, row.secret_hash))
        return null;
      const at = now();
      if (isPast(row, at)) {
        await end(id, 'it had lasted long enough');
        return null;
      }
      if (row.browser_hash !== browserHash(userAgent)) {
        await end(id, 'another browser showed it');
        return null;
      }
      if (!nobodyThere && at.getTime() - Date.parse(row.seen) > minute) {
        row.seen = at.toISOString();
        await db.updateTable('sessions').set({ seen: row.seen }).where('id', '=', id).execute();
      }
      return {
        id,
        person: { id: row.person, name: row.name, account: row.account },
        memberships: row.memberships,
        method: row.method,
        ends: row.ends,
        steppedUpUntil: steppedUpUntil(row, at),
      };
    },
    async isOver(id) {
      const row = await look(id);
      return !row || row.ended !== null || row.state !== 'active' || isPast(row, now());
    },
    async stepUp(id) {
      known.delete(id);
      await db
        .updateTable('sessions')
        .set({ stepped_up: now().toISOString() })
        .where('id', '=', id)
        .execute();
    },
    end,
    async endAll(person, because, but = '') {
      known.clear();
      await db
        .updateTable('sessions')
        .set({ ended: now().toISOString(), ended_because: because })
        .where('person', '=', person)
        .where('ended', 'is', null)
        .where('id', '!=', but)
        .execute();
    },
    open: (person) =>
      db
        .selectFrom('sessions')
        .select(['id', 'method', 'browser', 'created', 'seen', 'ends'])
        .where('person', '=', person)
        .where('ended', 'is', null)
        .where('ends', '>', now().toISOString())
        .where('seen', '>', later(now(), -idle))
        .orderBy('created', 'desc')
        .execute(),
    forget: () => known.clear(),
  };
}

const isPast = ({ ends, seen }: { ends: string; seen: string }, at: Date): boolean =>
  ends <= at.toISOString() || later(new Date(seen), idle) <= at.toISOString();

function steppedUpUntil(
  { method, stepped_up, ends }: { method: Method; stepped_up: string | null; ends: string },
  at: Date,
): string | null {
  // The sample hospital has nothing to protect, and its visitor has nothing to show.
  if (method === 'demonstration link') return ends;
  const until = stepped_up === null ? '' : later(new Date(stepped_up), steppedUpFor);
  return until > at.toISOString() ? until : null;
}

const browserHash = (userAgent: string): string => createHash('sha256').update(userAgent).digest('hex');

const browsers = [/Edg\/(\d+)/, /Firefox\/(\d+)/, /Chrom(?:e|ium)\/(\d+)/, /Version\/(\d+).*Safari/];
const browserNames = ['Edge', 'Firefox', 'Chrome', 'Safari'];
const systems: [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** For a person to recognise it by: "Edge 140 on Windows". */
function browserOf(userAgent: string): string {
  const which = browsers.findIndex((form) => form.test(userAgent));
  const version = browsers[which]?.exec(userAgent)?.[1];
  const browser = which < 0 ? 'A browser' : `${browserNames[which]} ${version}`;
  const system = systems.find(([form]) => form.test(userAgent))?.[1];
  return system ? `${browser} on ${system}` : browser;
}
