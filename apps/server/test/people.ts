/** People who are signed in, for tests of what they may do: rows as signing in writes them. */
import { createHash, randomBytes } from 'node:crypto';
import type { PeopleTables } from '@cordon/access';
import type { Database } from '@cordon/platform/database';

export interface SignedIn {
  id: string;
  ask(path: string, init?: RequestInit): Promise<Response>;
}

const userAgent = 'a browser of the tests';
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @param steppedUp whether they showed just now that it is them */
export async function signedIn(
  { database, address, cookieName }: { database: Database; address: string; cookieName: string },
  name: string,
  memberships: { org: string; role: string }[],
  steppedUp = true,
): Promise<SignedIn> {
  const db = database.tables<PeopleTables>();
  const id = randomBytes(8).toString('hex');
  const session = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const now = new Date().toISOString();
  const person = { id, name, account: `${id}@tests`, state: 'active' as const, issuer: null, subject: null };
  await db
    .insertInto('people')
    .values({ ...person, created: now, created_by: 'tests' })
    .execute();
  if (memberships.length > 0)
    await db
      .insertInto('memberships')
      .values(memberships.map((held) => ({ ...held, person: id, given: now, given_by: 'tests' })))
      .execute();
  await db
    .insertInto('sessions')
    .values({
      ...{ id: session, person: id, secret_hash: hash(secret), method: 'passkey' },
      ...{ created: now, seen: now, ends: new Date(Date.now() + 3_600_000).toISOString() },
      stepped_up: steppedUp ? now : null,
      ...{ browser: 'tests', browser_hash: hash(userAgent), ended: null, ended_because: null },
    })
    .execute();
  return {
    id,
    ask: (path, init = {}) =>
      fetch(`${address}${path}`, {
        ...init,
        headers: {
          ...init.headers,
          cookie: `${cookieName}=${session}.${secret}`,
          'user-agent': userAgent,
        },
      }),
  };
}
