/**
 * A recovery from the first thing that fell to its end: what people say of each, kept with who said it, and the board that follows.
 * Cordon brings nothing back: people do, and say so.
 */
import { randomUUID } from 'node:crypto';
import type { Act, Actor } from '@cordon/access';
import { type Estate, lostSystems, type Recovery as Register } from '@cordon/estate';
import { notFound } from '@cordon/platform/http';
import type { Kysely, Transaction } from 'kysely';
import { drawBoard } from './board.ts';
import type {
  Board,
  CheckRequest,
  EndRequest,
  FallenChoices,
  FallenRequest,
  Recovery,
  RecoveryLine,
  RecoveryRequest,
  Statement,
  StepRequest,
  Suspect,
} from './model.ts';
import { isUp } from './outage.ts';
import {
  beforeTheLast,
  changedMeanwhile,
  downBefore,
  endedBefore,
  inTheFuture,
  noEstate,
  notBack,
  nothingFell,
  openBefore,
  unknownNames,
  whatIsWrong,
} from './refusals.ts';
import {
  addRecovery,
  addStatement,
  endRecovery,
  fallenIn,
  type RecoveryTables,
  recoveryById,
  recoveryLines,
} from './store.ts';

/** An open incident, and the assets that its findings show in an intruder's hands or under suspicion. */
export interface OpenIncident {
  id: string;
  title: string;
  assets: readonly { id: string; standing: Suspect['standing'] }[];
}

export interface RecoveriesNeeds {
  db: Kysely<RecoveryTables>;
  /** null until somebody describes the hospital: without an estate there is no order. */
  estate: Estate | null;
  /** Times and helpers of recovery, as far as somebody has registered them. */
  register: readonly Register[];
  openIncidents(): readonly OpenIncident[];
  /** Puts an act on the ledger, in the transaction that does it. */
  record(trx: Transaction<RecoveryTables>, act: Act): Promise<void>;
  /** Another screen may show it. */
  changed(id: string): void;
  now(): Date;
}

export type Recoveries = ReturnType<typeof createRecoveries>;

export function createRecoveries(needs: RecoveriesNeeds) {
  const { db, register, openIncidents, record, changed, now } = needs;
  const described = (): Estate => {
    if (needs.estate === null) throw noEstate();
    return needs.estate;
  };

  async function board(id: string): Promise<Board> {
    const recovery = await recoveryById(db, id);
    if (!recovery) throw notFound('recovery');
    const fallen = await fallenIn(db, id);
    const standings = new Map(
      openIncidents().flatMap(({ assets }) => assets.map((asset) => [asset.id, asset.standing] as const)),
    );
    // What was ended is shown as it stood then.
    const at = recovery.ended ? new Date(recovery.ended.at) : now();
    return { recovery, ...drawBoard({ estate: described(), register, fallen, standings }, at) };
  }
  async function open(id: string): Promise<Recovery> {
    const recovery = await recoveryById(db, id);
    if (!recovery) throw notFound('recovery');
    if (recovery.ended) throw endedBefore(recovery.ended);
    return recovery;
  }
  const inOne = async (
    id: string,
    work: (trx: Transaction<RecoveryTables>) => Promise<void>,
  ): Promise<Board> => {
    await db.transaction().execute(work);
    changed(id);
    return board(id);
  };
  /** The systems and suppliers that fall with what is named. */
  const fell = (lost: readonly string[]): string[] => {
    const { ids, strangers } = lostSystems(described(), lost);
    if (strangers.length > 0) throw unknownNames(strangers);
    if (ids.size === 0) throw nothingFell();
    return [...ids];
  };
  const moment = (since: string | undefined): string => {
    const at = now();
    if (since !== undefined && Date.parse(since) > at.getTime()) throw inTheFuture();
    return new Date(since ?? at).toISOString();
  };

  /** @throws CHANGED_MEANWHILE unless nobody has said anything of it since whoever says this looked */
  async function say(
    id: string,
    step: string,
    version: number,
    by: Actor,
    act: string,
    make: (current: Statement) => Pick<Statement, 'state' | 'since' | 'note'>,
  ): Promise<Board> {
    await open(id);
    const said = await spokenOf(db, id, step);
    const current = said.at(-1);
    if (!current) throw notFound('step of this recovery');
    if (current.version !== version) throw changedMeanwhile(current);
    const { state, since, note } = make(current);
    if (since < current.since) throw beforeTheLast(current);
    const statement = { state, since, note, said: now().toISOString(), by: by.name, version: version + 1 };
    return inOne(id, async (trx) => {
      if (!(await addStatement(trx, id, step, statement)))
        throw changedMeanwhile((await spokenOf(trx, id, step)).at(-1) ?? current);
      await record(trx, { act, who: by, object: id, details: { step, state, since, note } });
    });
  }

  return {
    list: (): Promise<RecoveryLine[]> => recoveryLines(db),
    board,

    choices(): FallenChoices {
      const estate = described();
      const { systems, suppliers, sites } = estate;
      return {
        systems: systems.map(({ id, name, kind }) => ({ id, name, kind })),
        suppliers: suppliers.map(({ id, name }) => ({ id, name })),
        sites: sites.map(({ id, name }) => ({ id, name })),
        incidents: openIncidents().map(({ id, title, assets }) => {
          const taken = assets.filter(({ standing }) => standing === 'compromised').map((asset) => asset.id);
          return { id, name: title, systems: taken.length === 0 ? [] : [...lostSystems(estate, taken).ids] };
        }),
      };
    },

    /** @throws RECOVERY_OPEN where one is open: what else falls is added to that */
    async begin({ title, incident, lost, since, note }: RecoveryRequest, by: Actor): Promise<Board> {
      if (incident !== undefined && !openIncidents().some(({ id }) => id === incident))
        throw notFound('incident');
      const steps = fell(lost);
      const from = moment(since);
      const said = now().toISOString();
      const id = randomUUID();
      return inOne(id, async (trx) => {
        if (
          !(await addRecovery(trx, { id, title, incident: incident ?? null, begun: said, begun_by: by.name }))
        )
          throw openBefore();
        for (const step of steps) {
          const statement = { state: 'down', since: from, said, by: by.name, note, version: 1 } as const;
          await addStatement(trx, id, step, statement);
        }
        const details = { title, incident: incident ?? null, steps, since: from, note };
        await record(trx, { act: 'recovery.begin', who: by, object: id, details });
      });
    },

    /** More has fallen, or has fallen again. What is down already stays as it is. */
    async add(id: string, { lost, since, note }: FallenRequest, by: Actor): Promise<Board> {
      await open(id);
      const from = moment(since);
      const before = new Map(
        (await fallenIn(db, id)).map(({ step, statements }) => [step, statements.at(-1)!]),
      );
      const steps = fell(lost).filter((step) => isUp(before.get(step)?.state ?? 'back'));
      if (steps.length === 0) throw downBefore();
      const said = now().toISOString();
      return inOne(id, async (trx) => {
        for (const step of steps) {
          const last = before.get(step);
          if (last && from < last.since) throw beforeTheLast(last);
          const version = (last?.version ?? 0) + 1;
          const statement = { state: 'down', since: from, said, by: by.name, note, version } as const;
          if (!(await addStatement(trx, id, step, statement)))
            throw changedMeanwhile((await spokenOf(trx, id, step)).at(-1)!);
        }
        await record(trx, {
          act: 'recovery.add',
          who: by,
          object: id,
          details: { steps, since: from, note },
        });
      });
    },

    say: (
      id: string,
      step: string,
      { state, since, note, version }: StepRequest,
      by: Actor,
    ): Promise<Board> =>
      say(id, step, version, by, 'recovery.state', () => ({ state, since: moment(since), note })),

    /** Whoever works with what is back says whether it is as it should be; if it is not, it is down. */
    check: (id: string, step: string, { works, note, version }: CheckRequest, by: Actor): Promise<Board> =>
      say(id, step, version, by, 'recovery.check', ({ state }) => {
        if (!isUp(state) || (works && state === 'verified')) throw notBack();
        if (!works && note === '') throw whatIsWrong();
        return { state: works ? 'verified' : 'down', since: now().toISOString(), note };
      }),

    async end(id: string, { because }: EndRequest, by: Actor): Promise<Board> {
      const { ended } = await open(id);
      return inOne(id, async (trx) => {
        const at = now().toISOString();
        if (!(await endRecovery(trx, id, { at, by: by.name, because }))) throw endedBefore(ended);
        await record(trx, { act: 'recovery.end', who: by, object: id, details: { because } });
      });
    },
  };
}

async function spokenOf(db: Kysely<RecoveryTables>, id: string, step: string): Promise<readonly Statement[]> {
  return (await fallenIn(db, id)).find((one) => one.step === step)?.statements ?? [];
}
