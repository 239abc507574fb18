/** How far connectors have read, and how they do: this part's own table. */
import type { PullHealth } from '@cordon/detection';
import type { Kysely, Updateable } from 'kysely';

interface ConnectorTable {
  source: string;
  kind: string;
  about: string;
  cursor: string | null;
  every: number;
  last_run: string | null;
  last_success: string | null;
  next_run: string;
  failures: number;
  error: string | null;
  behind: boolean;
}

export interface ConnectorTables {
  connectors: ConnectorTable;
}

type Db = Kysely<ConnectorTables>;

export interface ConnectorState {
  cursor: string | null;
  failures: number;
  /** ISO 8601. */
  next_run: string;
}

/** Makes it known; where it asks for something else than before, it begins anew. */
export async function announceConnector(
  db: Db,
  { source, kind, every, about }: Pick<ConnectorTable, 'source' | 'kind' | 'every' | 'about'>,
  now: Date,
): Promise<void> {
  const next_run = now.toISOString();
  const anew = { cursor: null, failures: 0, error: null, last_run: null, last_success: null, behind: false };
  await db
    .insertInto('connectors')
    .values({ source, kind, every, about, next_run, ...anew })
    .onConflict((conflict) => conflict.constraint('connectors_pkey').doUpdateSet({ every, next_run }))
    .execute();
  await db
    .updateTable('connectors')
    .set({ kind, about, ...anew })
    .where('source', '=', source)
    .where((is) => is.or([is('about', '!=', about), is('kind', '!=', kind)]))
    .execute();
}

export const connectorState = (db: Db, source: string): Promise<ConnectorState> =>
  db
    .selectFrom('connectors')
    .select(['cursor', 'failures', 'next_run'])
    .where('source', '=', source)
    .executeTakeFirstOrThrow();

/** False when another process has moved it meanwhile: then what this one knows is old. */
export async function moveCursor(db: Db, source: string, from: string | null, to: string): Promise<boolean> {
  const moved = await db
    .updateTable('connectors')
    .set({ cursor: to })
    .where('source', '=', source)
    .where('cursor', from === null ? 'is' : '=', from)
    .returning('source')
    .executeTakeFirst();
  return moved !== undefined;
}

export async function noteRun(db: Db, source: string, run: Updateable<ConnectorTable>): Promise<void> {
  await db.updateTable('connectors').set(run).where('source', '=', source).execute();
}

/** Those that were asked to run within the last month: what is no longer in cordon.yaml is forgotten by then. */
export async function pullHealth(db: Db, now: Date): Promise<PullHealth[]> {
  const rows = await db
    .selectFrom('connectors')
    .select([
      'source',
      'kind',
      'every',
      'last_run',
      'last_success',
      'next_run',
      'failures',
      'error',
      'behind',
    ])
    .where('next_run', '>', new Date(now.getTime() - month).toISOString())
    .orderBy('source')
    .execute();
  return rows.map((row) => ({ ...row, overdue: now.getTime() - Date.parse(row.next_run) > late }));
}

const month = 30 * 86_400_000;
/** A run takes a minute at most, and another process takes over within one. */
const late = 5 * 60_000;
