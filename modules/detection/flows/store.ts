/** Flows that were seen, over restarts: this part's own table. */
import { type Kysely, sql } from 'kysely';
import type { FlowChanges } from './book.ts';
import type { FlowSeen, FlowsSeen } from './model.ts';

export interface FlowTables {
  flows_seen: {
    source: string;
    destination: string;
    protocol: FlowSeen['protocol'];
    /** -1 where there is none. */
    port: number;
    first_seen: string;
    last_seen: string;
    day_bits: number;
    times: string;
    bytes: string;
  };
}

type Db = Kysely<FlowTables>;

const row = ({ from, to, port, times, bytes, ...rest }: FlowSeen) => ({
  ...{ source: from, destination: to, port: port ?? -1 },
  ...{ times: String(times), bytes: String(bytes), ...rest },
});

/** All rows in one parameter: a statement with thousands of them is slow to make and to read. */
const rowsOf = (
  flows: readonly FlowSeen[],
) => sql`json_to_recordset(${JSON.stringify(flows.map(row))}::json) as one(
  source text, destination text, protocol text, port integer, first_seen text, last_seen text, day_bits integer, times bigint, bytes bigint)`;

export async function saveFlows(db: Db, { saved, gone }: FlowChanges): Promise<void> {
  if (gone.length > 0)
    await sql`
      delete from flows_seen using ${rowsOf(gone)}
      where flows_seen.source = one.source and flows_seen.destination = one.destination
        and flows_seen.protocol = one.protocol and flows_seen.port = one.port`.execute(db);
  if (saved.length === 0) return;
  await sql`
    insert into flows_seen (source, destination, protocol, port, first_seen, last_seen, day_bits, times, bytes)
    select source, destination, protocol, port, first_seen, last_seen, day_bits, times, bytes from ${rowsOf(saved)}
    on conflict on constraint flows_seen_pkey do update set
      first_seen = excluded.first_seen, last_seen = excluded.last_seen, day_bits = excluded.day_bits,
      times = excluded.times, bytes = excluded.bytes`.execute(db);
}

export async function loadFlows(db: Db): Promise<FlowsSeen> {
  const rows = await db
    .selectFrom('flows_seen')
    .select([
      'source',
      'destination',
      'protocol',
      'port',
      'first_seen',
      'last_seen',
      'day_bits',
      'times',
      'bytes',
    ])
    .orderBy('source')
    .orderBy('destination')
    .orderBy('protocol')
    .orderBy('port')
    .execute();
  const flows = rows.map(
    ({ source, destination, protocol, port, first_seen, last_seen, day_bits, times, bytes }) => ({
      ...{ from: source, to: destination, protocol, port: port === -1 ? null : port },
      ...{ first_seen, last_seen, day_bits, times: Number(times), bytes: Number(bytes) },
    }),
  );
  return { flows };
}
