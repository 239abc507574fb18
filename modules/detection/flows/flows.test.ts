/** The risks: a flow that care rests on is not seen, or a scan is taken for one; memory that grows with traffic; counts that a restart or the bound loses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInput } from '../readers/index.ts';
import {
  createFlowBook,
  createFlowTally,
  daysOf,
  daysSeen,
  type FlowSeen,
  type FlowTables,
  flowKey,
  joinFlows,
  joinSeen,
  loadFlows,
  readSeen,
  saveFlows,
  seenIn,
  writeSeen,
} from './index.ts';

async function flowsIn(name: string, text: string): Promise<string[]> {
  const tally = createFlowTally(null);
  async function* bytes() {
    yield Buffer.from(text);
  }
  for await (const events of readInput(name, bytes()))
    for (const event of events) tally.add(event, event.envelope().time ?? '');
  return (tally.rest() ?? []).map(
    ({ from, to, protocol, port, times, bytes }) =>
      `${from} > ${to} ${protocol} ${port} x${times} ${bytes} bytes`,
  );
}

const zeek = (from: string, to: string, port: number, state = 'SF', ts = 1_773_000_000) =>
  `${JSON.stringify({ _path: 'conn', ts, 'id.orig_h': from, 'id.orig_p': 50_000, 'id.resp_h': to, 'id.resp_p': port, proto: 'tcp', conn_state: state, orig_bytes: 10, resp_bytes: 90 })}\n`;

test('Zeek: conversations are counted once for each pair and port, and what nobody answered is none', async () => {
  const lines = [
    zeek('10.1.0.5', '10.2.0.9', 443),
    zeek('10.1.0.5', '10.2.0.9', 443),
    zeek('10.1.0.5', '10.2.0.10', 445, 'S0'),
    zeek('10.1.0.5', '10.2.0.10', 445, 'REJ'),
    zeek('10.1.0.5', '10.2.0.9', 50_123),
    zeek('10.1.0.5', '10.2.0.9', 61_000),
    zeek('10.1.0.5', '203.0.113.7', 443),
    zeek('198.51.100.1', '203.0.113.7', 443),
    zeek('10.1.0.5', '224.0.0.251', 5353),
  ];
  expect(await flowsIn('conn.log', lines.join(''))).toEqual([
    '10.1.0.5 > 10.2.0.9 tcp 443 x2 200 bytes',
    '10.1.0.5 > 10.2.0.9 tcp 49152 x2 200 bytes',
    '10.1.0.5 > elsewhere tcp 443 x1 100 bytes',
  ]);
});

test('Suricata, firewalls, Windows and NetFlow are read, each in its own words', async () => {
  const suricata = (event_type: string, pkts_toclient: number) =>
    `${JSON.stringify({ timestamp: '2026-03-10T10:00:00.000000+0000', flow_id: 1, event_type, src_ip: '10.1.0.5', dest_ip: '10.2.0.9', dest_port: 22, proto: 'TCP', flow: { pkts_toclient, bytes_toserver: 1, bytes_toclient: 2 } })}\n`;
  expect(await flowsIn('eve.json', suricata('flow', 3) + suricata('flow', 0) + suricata('alert', 3))).toEqual(
    ['10.1.0.5 > 10.2.0.9 tcp 22 x1 3 bytes'],
  );

  const cef = (act: string) =>
    `CEF:0|Fortinet|Fortigate|v7|13|forward traffic|3|rt=1773136800000 src=10.1.0.5 dst=10.2.0.9 dpt=1433 proto=6 act=${act} in=5 out=6\n`;
  expect(await flowsIn('fw.cef', cef('accept') + cef('deny'))).toEqual([
    '10.1.0.5 > 10.2.0.9 tcp 1433 x1 11 bytes',
  ]);

  const sysmon = (Initiated: string) =>
    `${JSON.stringify({ '@timestamp': '2026-03-10T10:00:00Z', winlog: { channel: 'Microsoft-Windows-Sysmon/Operational', event_id: '3', record_id: 1, computer_name: 'ws1', event_data: { Initiated, Protocol: 'tcp', SourceIp: '10.1.0.5', DestinationIp: '10.2.0.9', DestinationPort: '3389' } } })}\n`;
  expect(await flowsIn('sysmon.ndjson', sysmon('true') + sysmon('false'))).toEqual([
    '10.1.0.5 > 10.2.0.9 tcp 3389 x1 0 bytes',
  ]);

  const netflow = [
    'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt',
    '2026-03-17 20:00:00,2026-03-17 20:00:09,9.000,10.64.30.14,10.64.12.21,51000,1433,TCP,...AP.SF,0,0,20,2400,0,0',
    '2026-03-17 20:00:00,2026-03-17 20:00:09,9.000,10.64.12.21,10.64.30.14,1433,51000,TCP,...AP.SF,0,0,30,9000,0,0',
  ];
  expect(await flowsIn('nfdump.csv', `${netflow.join('\n')}\n`)).toEqual([
    '10.64.30.14 > 10.64.12.21 tcp 1433 x2 11400 bytes',
  ]);
});

const day = 86_400_000;
const begin = Date.parse('2026-03-01T00:00:00Z');
const someFlow = fc
  .record({
    from: fc.integer({ min: 1, max: 6 }),
    to: fc.integer({ min: 1, max: 6 }),
    port: fc.constantFrom(443, 445, 22),
    day: fc.integer({ min: 0, max: 60 }),
  })
  .map(({ from, to, port, day: n }): FlowSeen & { at: number } => {
    const time = new Date(begin + n * day).toISOString();
    return {
      ...{ from: `10.1.0.${from}`, to: `10.2.0.${to}`, protocol: 'tcp', port },
      ...{ first_seen: time, last_seen: time, day_bits: 1, times: 1, bytes: 7, at: n },
    };
  });

test('days are those on which it was seen within thirty days of the last, in whatever order accounts come', () => {
  fc.assert(
    fc.property(fc.array(someFlow, { minLength: 1, maxLength: 30 }), (seen) => {
      const [first, ...rest] = seen.map((one) => ({ ...one, from: 'a', to: 'b', port: 1 }));
      const joined = rest.reduce<FlowSeen>((all, one) => joinFlows(all, one), first!);
      const last = Math.max(...seen.map(({ at }) => at));
      const expected = new Set(seen.map(({ at }) => at).filter((at) => last - at < 30));
      expect(daysSeen(joined)).toBe(expected.size);
      expect(new Set(daysOf(joined))).toEqual(new Set([...expected].map((at) => begin / day + at)));
      expect(joined.times).toBe(seen.length);
    }),
  );
});

test('whatever is seen, the book stays within its bound and counts every connection of its thirty days', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(someFlow, { maxLength: 20 }), { maxLength: 6 }),
      fc.nat(5),
      (batches, most) => {
        const book = createFlowBook([], most);
        const stored = new Map<string, FlowSeen>();
        for (const batch of batches) {
          // All of one day, so that nothing is old.
          const seen = batch.map(({ at: _, ...flow }) => ({
            ...flow,
            last_seen: flow.first_seen.replace(/^.{10}/, '2026-03-01'),
          }));
          const { saved, gone } = book.add(seen, (address) =>
            address.startsWith('10.1.') ? 'users' : undefined,
          );
          for (const flow of gone) stored.delete(flowKey(flow));
          for (const flow of saved) stored.set(flowKey(flow), flow);
        }
        const { flows } = book.all();
        expect(flows.length).toBeLessThanOrEqual(2 * most + 1);
        expect(flows.reduce((sum, { times }) => sum + times, 0)).toBe(batches.flat().length);
        // What was told to be kept is what there is.
        expect([...stored.values()].sort(byKey)).toEqual([...flows].sort(byKey));
      },
    ),
  );
});

test('what was last seen more than thirty days before the newest is forgotten', () => {
  const at = (n: number, from: string): FlowSeen => {
    const time = new Date(begin + n * day).toISOString();
    return {
      from,
      to: 'b',
      protocol: 'tcp',
      port: 1,
      first_seen: time,
      last_seen: time,
      day_bits: 1,
      times: 1,
      bytes: 0,
    };
  };
  const book = createFlowBook([at(0, 'old'), at(10, 'kept')]);
  expect(book.add([at(35, 'new')], () => undefined).gone.map(({ from }) => from)).toEqual(['old']);
  expect(book.all().flows.map(({ from }) => from)).toEqual(['kept', 'new']);
});

test('what was seen before and what was seen since are one, packed in a file or not', () => {
  const flow = (to: string, n: number, times: number): FlowSeen => {
    const time = new Date(begin + n * day).toISOString();
    return {
      ...{ from: 'a', to, protocol: 'tcp', port: 1, bytes: 0, times },
      ...{ first_seen: time, last_seen: time, day_bits: 1 },
    };
  };
  const before = { flows: [flow('old', 0, 1), flow('both', 20, 2)], about: 'Simulated.' };
  const dir = mkdtempSync(join(tmpdir(), 'cordon-seen-'));
  for (const name of ['seen.json', 'seen.json.gz']) {
    writeSeen(join(dir, name), before);
    expect(readSeen(join(dir, name))).toEqual(before);
  }
  expect(seenIn(dir)).toBe(join(dir, 'seen.json'));
  rmSync(join(dir, 'seen.json'));
  const kept = seenIn(dir)!;
  writeFileSync(kept, 'not packed');
  expect(() => readSeen(kept)).toThrow(/cannot be read so/);
  rmSync(dir, { recursive: true });
  expect(seenIn(dir)).toBeUndefined();

  const { flows, about } = joinSeen(
    before,
    { flows: [flow('both', 35, 3), flow('new', 35, 4)] },
    () => undefined,
  );
  expect(about).toBe('Simulated.');
  expect(flows.map(({ to, times }) => [to, times])).toEqual([
    ['both', 5],
    ['new', 4],
  ]);
});

const byKey = (a: FlowSeen, b: FlowSeen): number => (flowKey(a) < flowKey(b) ? -1 : 1);

test('what is stored comes back, changed rows replace what was there, and rows that are gone are gone', async () => {
  const database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  await migrate(database, 'detection', projectPath('modules/detection/migrations'));
  await secureOrganisations(database, []);
  const db = database.within('one').tables<FlowTables>();
  const time = new Date(begin).toISOString();
  const flow = (to: string, port: number | null, times: number): FlowSeen => ({
    ...{ from: '10.1.0.1', to, protocol: port === null ? 'icmp' : 'tcp', port },
    ...{ first_seen: time, last_seen: time, day_bits: 2 ** 29, times, bytes: 2 ** 45 },
  });
  await saveFlows(db, { saved: [flow('b', null, 1), flow('c', 443, 1)], gone: [] });
  await saveFlows(db, { saved: [flow('c', 443, 9)], gone: [flow('b', null, 1)] });
  expect((await loadFlows(db)).flows).toEqual([flow('c', 443, 9)]);
  expect((await loadFlows(database.within('two').tables<FlowTables>())).flows).toEqual([]);
  await database.close();
});
