/**
 * PostgreSQL in single-user mode has neither a checkpointer nor autovacuum: left alone, its log grows for ever,
 * deleted rows stay and transaction numbers run out. This does their work in moments when nobody waits.
 */
import type { Client } from './client.ts';
import type { Queue } from './queue.ts';
import { enter } from './unit.ts';

/** Look at the state of things after this many turns at the connection. */
const turnsBetweenLooks = 500;
/** A checkpoint ends with at most this much log to replay at the next start (0.3 s). */
const logBytesBeforeCheckpoint = 32 * 1024 * 1024;
/** autovacuum's own thresholds, scaled to a small database. */
const deadRowsBeforeVacuum = 5_000;
const transactionsBeforeFreeze = 200_000_000;

const look = `select
  pg_wal_lsn_diff(pg_current_wal_insert_lsn(), (select redo_lsn from pg_control_checkpoint()))::float8 as log_bytes,
  (select age(datfrozenxid) from pg_database where datname = current_database()) as age,
  (select coalesce(array_agg(format('%I.%I', schemaname, relname)), '{}') from pg_stat_user_tables
    where n_dead_tup > ${deadRowsBeforeVacuum} and n_dead_tup > n_live_tup / 5) as bloated`;

interface Look {
  log_bytes: number;
  age: number;
  bloated: string[];
}

/** Returns what to call after every turn at the connection. */
export function createUpkeep(client: Client, queue: Queue): () => void {
  let turns = 0;
  let at = turnsBetweenLooks;
  return () => {
    turns++;
    if (turns < at || !queue.idle()) return;
    at = turns + turnsBetweenLooks;
    // A failed look is not a failed query: whatever is wrong shows in the next thing that a person asks for.
    queue.run(() => tidy(client)).catch(() => undefined);
  };
}

export async function tidy(client: Client): Promise<void> {
  await enter(client, null);
  // Counts of dead rows are published at most once a second unless asked for, so a look straight after a burst would miss it.
  await client.query('select pg_stat_force_next_flush()');
  const { rows } = await client.query(look);
  const state = rows[0] as unknown as Look;
  for (const table of state.bloated) await client.query(`vacuum (analyze) ${table}`);
  if (state.age > transactionsBeforeFreeze) await client.query('vacuum (freeze)');
  if (state.log_bytes > logBytesBeforeCheckpoint) await client.query('checkpoint');
}
