/** What the console is told of who is looking at it. */
import type { Request } from '@cordon/platform/http';
import type { Kysely } from 'kysely';
import type { Organisations } from '../organisations.ts';
import type { Policy } from '../policy/policy.ts';
import type { Desk } from './desk.ts';
import type { SessionView } from './model.ts';
import type { OrganisationAccounts } from './organisation-accounts.ts';
import type { People } from './people.ts';
import type { Session } from './sessions.ts';
import type { PeopleTables } from './tables.ts';

export interface SessionViewNeeds {
  db: Kysely<PeopleTables>;
  policy: Policy;
  organisations: Organisations;
  people: People;
  desk: Desk;
  demonstration: boolean;
  providers: readonly OrganisationAccounts[];
}

export function createSessionView({
  db,
  policy,
  organisations,
  people,
  desk,
  demonstration,
  providers,
}: SessionViewNeeds) {
  return async (session: Session | null, request: Request): Promise<SessionView> => {
    if (!session)
      return {
        state: 'signed-out',
        first_run: await desk.firstRun(),
        demonstration,
        organisation_accounts: providers.map(({ id, name }) => ({ id, name })),
      };
    const holds = (org: string): string[] => {
      const above = organisations.upFrom(org);
      return session.memberships.filter((held) => above.includes(held.org)).map(({ role }) => role);
    };
    const mine = organisations.all().filter(({ id }) => holds(id).length > 0);
    const named = request.headers['cordon-organisation'];
    const on = mine.find(({ id }) => id === named) ?? mine[0];
    const held = on ? holds(on.id) : [];
    // With stepping up: a button that asks for it is better than one that is not there.
    const may = (action: string): boolean =>
      policy.decide({ kind: 'person', holds: held, steppedUp: true }, action) === 'allow';
    const waiting = may('break-glass.read')
      ? await db
          .selectFrom('break_glass_uses')
          .select(['id', 'name', 'because', 'at', 'review_due'])
          .where('org', '=', on?.id ?? '')
          .where('reviewed', 'is', null)
          .orderBy('at', 'desc')
          .execute()
      : [];
    const ways = (await people.get(session.person.id))?.ways;
    return {
      state: 'signed-in',
      person: session.person,
      method: session.method,
      roles: policy.roles.filter(({ id }) => held.includes(id)).map(({ name }) => name),
      organisation: on?.id ?? '',
      organisations: mine.map(({ id, name }) => ({ id, name })),
      actions: [...policy.actions].filter(may),
      stepped_up_until: session.steppedUpUntil,
      ends: session.ends,
      ways: ways ?? { passkeys: 0, code: false, organisation_account: false },
      break_glass: waiting,
    };
  };
}
