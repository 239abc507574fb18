/**
 * For the night when nothing else works: codes printed beforehand and kept in sealed envelopes. Each opens a session once, needs no
 * other system, is told to everybody who looks, and must be reviewed by somebody else within 72 hours.
 */
import { httpFault } from '@cordon/platform/http';
import type { Actor } from '../ledger/model.ts';
import { hashOf, newCode, newId, typedCode } from '../secret.ts';
import type { BreakGlass, BreakGlassView } from './model.ts';
import { hour, later, type PeopleNeeds } from './needs.ts';

const reviewWithin = 72 * hour;
/** What whoever breaks the glass is, in content/policy. */
export const brokenGlassRole = 'glass-breaker';

export interface BreakGlassDesk {
  /** Withdraws those made before and makes these: what is in the envelopes is then all there is. */
  issue(who: Actor, org: string, count: number): Promise<{ id: string; code: string }[]>;
  /** The person that stands for it from now on. @returns null when the code does not work */
  use(request: BreakGlass): Promise<{ person: string; org: string } | null>;
  view(org: string): Promise<BreakGlassView>;
  /** @throws OWN_REVIEW, and NOT_FOUND as null */
  review(who: Actor, org: string, id: string, review: string): Promise<boolean>;
}

export function createBreakGlass({ db, record, now }: PeopleNeeds): BreakGlassDesk {
  return {
    async issue(who, org, count) {
      const at = now().toISOString();
      const made = Array.from({ length: count }, () => ({ id: newId(), code: newCode(5) }));
      await record(
        {
          act: 'break-glass.issue',
          who,
          object: org,
          details: { codes: made.map(({ id }) => id) },
        },
        org,
      );
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable('break_glass_codes')
          .set({ withdrawn: at })
          .where('org', '=', org)
          .where('withdrawn', 'is', null)
          .execute();
        await trx
          .insertInto('break_glass_codes')
          .values(
            made.map(({ id, code }) => ({
              id,
              org,
              hash: hashOf(typedCode(code)),
              made: at,
              made_by: who.name,
              withdrawn: null,
            })),
          )
          .execute();
      });
      return made;
    },
    async use({ name, because, code }) {
      const row = await db
        .selectFrom('break_glass_codes')
        .leftJoin('break_glass_uses', 'break_glass_uses.id', 'break_glass_codes.id')
        .select(['break_glass_codes.id as id', 'break_glass_codes.org as org'])
        .where('hash', '=', hashOf(typedCode(code)))
        .where('withdrawn', 'is', null)
        .where('break_glass_uses.id', 'is', null)
        .executeTakeFirst();
      if (!row) return null;
      const at = now().toISOString();
      const person = `glass-${row.id}`;
      await record(
        {
          act: 'break-glass.use',
          who: { kind: 'person', name, proven: 'break-glass' },
          object: row.id,
          details: { because },
        },
        row.org,
      );
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('people')
          .values({
            id: person,
            name: `${name} (break-glass)`,
            account: person,
            state: 'active',
            issuer: null,
            subject: null,
            created: at,
            created_by: name,
          })
          .execute();
        await trx
          .insertInto('memberships')
          .values({ person, org: row.org, role: brokenGlassRole, given: at, given_by: name })
          .execute();
        await trx
          .insertInto('break_glass_uses')
          .values({
            id: row.id,
            org: row.org,
            person,
            name,
            because,
            at,
            review_due: later(now(), reviewWithin),
            reviewed: null,
            reviewed_by: null,
            review: null,
          })
          .execute();
      });
      return { person, org: row.org };
    },
    async view(org) {
      const codes = await db
        .selectFrom('break_glass_codes')
        .selectAll()
        .where('org', '=', org)
        .orderBy('made')
        .execute();
      const uses = await db
        .selectFrom('break_glass_uses')
        .selectAll()
        .where('org', '=', org)
        .orderBy('at', 'desc')
        .execute();
      const used = new Set(uses.map(({ id }) => id));
      const told = codes.map(({ id, made, made_by, withdrawn }) => ({
        id,
        made,
        made_by,
        state: used.has(id)
          ? ('used' as const)
          : withdrawn !== null
            ? ('withdrawn' as const)
            : ('works' as const),
      }));
      return {
        unused: told.filter(({ state }) => state === 'works').length,
        codes: told,
        uses: uses.map(({ org: _org, person: _person, ...use }) => ({
          ...use,
          overdue: use.reviewed === null && use.review_due < now().toISOString(),
        })),
      };
    },
    async review(who, org, id, review) {
      const use = await db
        .selectFrom('break_glass_uses')
        .selectAll()
        .where('id', '=', id)
        .where('org', '=', org)
        .where('reviewed', 'is', null)
        .executeTakeFirst();
      if (!use) return false;
      if (use.name.trim().toLowerCase() === who.name.trim().toLowerCase())
        throw httpFault(
          403,
          'OWN_REVIEW',
          'A use of break-glass is reviewed by somebody other than who broke it. Nothing was kept.',
          'Ask a colleague who may review it.',
        );
      await record({ act: 'break-glass.review', who, object: id, details: { review } }, org);
      await db
        .updateTable('break_glass_uses')
        .set({ reviewed: now().toISOString(), reviewed_by: who.name, review })
        .where('id', '=', id)
        .execute();
      return true;
    },
  };
}
