/**
 * Ten days of Windows events of 600 bytes in the embedded event store, for benchmarks of what is asked of stored events. A folder
 * that is named is kept, and used again as it is when it is already built: ten million take five minutes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openEvents, type StoredEvent } from '@cordon/platform/events';

export const days = 10;
const first = Date.UTC(2026, 2, 2);
const ids = [4624, 4634, 4688, 4689, 4672, 5156, 5158, 4663, 4656, 4658];
const noise = createHash('shake256', { outputLength: 32_000 }).update('noise').digest('hex');

/** Half of its text differs from event to event, as names, ports and identifiers do. */
function eventOf(n: number, stepMs: number): StoredEvent {
  const id = ids[n % ids.length]!;
  const host = `ws-${(n * 7) % 800}.example.org`;
  const account = `CORP\\user${(n * 13) % 600}`;
  const rare =
    n % 50_021 === 0 ? 'vssadmin.exe delete shadows /all' : noise.slice((n * 131) % 60_000).slice(0, 60);
  return {
    id: `${n.toString(16).padStart(12, '0')}`,
    org: 'RXX',
    time: new Date(first + n * stepMs).toISOString(),
    source: `windows|Security|${id}`,
    format: 'evtx',
    host,
    account,
    src: `10.${n % 7}.0.${n % 250}`,
    dst: null,
    file: 'security.evtx',
    record_id: String(n),
    raw: JSON.stringify({
      Event: {
        System: { EventID: id, Channel: 'Security', Computer: host, EventRecordID: n },
        EventData: {
          CommandLine: rare,
          SubjectUserName: account,
          Text: noise.slice((n * 17) % 60_000).slice(0, 260),
        },
      },
    }),
  };
}

export interface Built {
  store: EventStore;
  dir: string;
  total: number;
  /** What there is, in words. */
  about: string;
}

/** Arguments of the command: millions of events, and perhaps a folder. */
export async function buildEvents([millions = '2', kept]: readonly string[]): Promise<Built> {
  const dir = kept ?? mkdtempSync(join(tmpdir(), 'cordon-bench-'));
  if (kept === undefined) process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  const isBuilt = existsSync(join(dir, 'sealed'));
  const store = await openEvents({ dir });
  const building = performance.now();
  if (!isBuilt) {
    const total = Number(millions) * 1_000_000;
    const stepMs = (days * 86_400_000) / total;
    for (let n = 0; n < total; n += 2_000)
      await store.append(Array.from({ length: 2_000 }, (_, k) => eventOf(n + k, stepMs)));
    await store.seal();
  }
  const segments = store.segments();
  const sum = (of: (segment: (typeof segments)[number]) => number) =>
    segments.reduce((all, segment) => all + of(segment), 0);
  const total = sum(({ rows }) => rows);
  const how = isBuilt ? 'built before' : `built in ${Math.round((performance.now() - building) / 1_000)} s`;
  const number = (value: number): string => Math.round(value).toLocaleString('en-GB');
  const about = `${number(total)} events over ${days} days, ${how}, ${segments.length} segments, ${number(sum(({ bytes }) => bytes) / 1e6)} MB`;
  return { store, dir, total, about };
}
