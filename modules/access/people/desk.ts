/** Where one signs in: each way in ends in a session, and each is on the ledger. */
import { httpFault } from '@cordon/platform/http';
import { linkSecret, sameSecret } from '../holder.ts';
import { type BreakGlassDesk, brokenGlassRole } from './break-glass.ts';
import type { Codes } from './codes.ts';
import type { Limits } from './limits.ts';
import type {
  BreakGlass,
  CodeSignIn,
  LinkView,
  Membership,
  Method,
  PasskeyAnswer,
  Person,
  SetUp,
} from './model.ts';
import { type By, homeOf, type PeopleNeeds, type Place } from './needs.ts';
import type { Passkeys } from './passkeys.ts';
import type { People } from './people.ts';
import type { Sessions } from './sessions.ts';

export interface DeskNeeds extends PeopleNeeds {
  people: People;
  sessions: Sessions;
  passkeys: Passkeys;
  codes: Codes;
  breakGlass: BreakGlassDesk;
  limits: Limits;
  machineKey: string;
  /** What the first person of all becomes. */
  firstRoles: readonly Membership[];
  /** What the visitor of the sample hospital is; null where this is not one. */
  demonstration: readonly Membership[] | null;
}

/** From where a browser asks. */
export interface From {
  address: string;
  userAgent: string;
}

export interface Desk {
  firstRun(): Promise<boolean>;
  look(secret: string): Promise<LinkView>;
  /** @returns what the cookie holds; so do all that follow */
  demonstration(secret: string, from: From): Promise<string>;
  /** The person that a link lets set up a way to sign in. */
  setUp(request: SetUp): Promise<Person>;
  /** A way was set up by a link: it is used up, and the person is in. */
  finishSetUp(request: SetUp, person: Person, method: Method, from: From): Promise<string>;
  passkey(answer: PasskeyAnswer, place: Place, from: From): Promise<string>;
  code(request: CodeSignIn, from: From): Promise<string>;
  breakGlass(request: BreakGlass, from: From): Promise<{ cookie: string; org: string }>;
  /** A person whom somebody else vouches for. */
  vouched(person: Person, from: From): Promise<string>;
}

const visitor = { id: 'visitor', name: 'Visitor', account: 'visitor' };

const noLink = () =>
  httpFault(
    401,
    'LINK',
    'This link does not work: it was used, is too old, or was not copied whole.',
    'Ask for another, or copy it again from the terminal.',
  );
const refused = () =>
  httpFault(
    401,
    'SIGN_IN_REFUSED',
    'These do not belong together, or are not known.',
    'Check them, and try again.',
  );

export function createDesk(needs: DeskNeeds): Desk {
  const { db, people, sessions, passkeys, codes, breakGlass, limits, record, own, now } = needs;
  const { machineKey, firstRoles, demonstration } = needs;

  async function enter(
    person: { id: string; name: string; memberships: readonly Membership[] },
    method: Method,
    { userAgent }: From,
  ): Promise<string> {
    await record(
      {
        act: 'session.start',
        who: { kind: 'person', name: person.name, proven: method },
        object: person.id,
        details: { method },
      },
      homeOf(person.memberships, own),
    );
    return sessions.start(person.id, method, userAgent);
  }

  async function activeOne(id: string): Promise<Person> {
    const person = await people.get(id);
    if (person?.state !== 'active') throw refused();
    return person;
  }

  const isFirstRun = async (secret: string): Promise<boolean> =>
    demonstration === null &&
    sameSecret(secret, linkSecret(machineKey, 'first-run')) &&
    !(await people.any());
  const isDemonstration = (secret: string): boolean =>
    demonstration !== null && sameSecret(secret, linkSecret(machineKey, 'demonstration'));

  const desk: Desk = {
    firstRun: async () => demonstration === null && !(await people.any()),
    async look(secret) {
      if (isDemonstration(secret)) return { purpose: 'demonstration', name: null, account: null };
      if (await isFirstRun(secret)) return { purpose: 'first-run', name: null, account: null };
      const person = await people.invited(secret);
      if (!person) throw noLink();
      return { purpose: 'invitation', name: person.name, account: person.account };
    },
    async demonstration(secret, from) {
      if (!isDemonstration(secret)) throw noLink();
      const at = now().toISOString();
      await db
        .insertInto('people')
        .values({
          ...visitor,
          state: 'active',
          issuer: null,
          subject: null,
          created: at,
          created_by: 'cordon',
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await db
        .insertInto('memberships')
        .values(
          (demonstration ?? []).map((held) => ({
            ...held,
            person: visitor.id,
            given: at,
            given_by: 'cordon',
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return enter({ ...visitor, memberships: demonstration ?? [] }, 'demonstration link', from);
    },
    async setUp({ link, name, account }) {
      if (!(await isFirstRun(link))) {
        const person = await people.invited(link);
        if (!person) throw noLink();
        return person;
      }
      if (name === undefined || account === undefined)
        throw httpFault(
          400,
          'NAME',
          'The first person needs a name and an account.',
          'Fill both in; nothing was changed.',
        );
      const by: By = { actor: { kind: 'person', name, proven: 'data folder' }, org: own };
      return (await people.byAccount(account)) ?? people.add(by, { name, account, memberships: firstRoles });
    },
    async finishSetUp({ link }, person, method, from) {
      await people.activate(person.id);
      await people.useInvitation(link);
      return enter(person, method, from);
    },
    async passkey(answer, place, from) {
      return enter(await activeOne(await passkeys.check(answer, place)), 'passkey', from);
    },
    async code({ account, code, otp }, from) {
      const one = { account, address: from.address };
      limits.allow(one);
      const person = await people.byAccount(account);
      const method = person?.state === 'active' ? await codes.check(person.id, code, otp) : null;
      if (!person || method === null) {
        limits.failed(one);
        // Accounts that do not exist are not written down, or anybody could fill the ledger.
        if (person)
          await record(
            {
              act: 'session.refuse',
              who: { kind: 'person', name: person.name, proven: null },
              object: person.id,
              details: { method: 'code' },
            },
            homeOf(person.memberships, own),
          );
        throw refused();
      }
      limits.passed(one);
      return enter(person, method, from);
    },
    async breakGlass(request, from) {
      const one = { address: from.address };
      limits.allow(one);
      const used = await breakGlass.use(request);
      if (!used) {
        limits.failed(one);
        throw refused();
      }
      const memberships = [{ org: used.org, role: brokenGlassRole }];
      const person = { id: used.person, name: request.name, memberships };
      return { cookie: await enter(person, 'break-glass', from), org: used.org };
    },
    vouched: (person, from) => enter(person, 'organisation account', from),
  };
  return desk;
}
