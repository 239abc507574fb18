/** Guards: an attack told as many incidents, or noise told as one; and a restart that forgets. */
import type { Finding, Level } from '@cordon/detection';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJoiner, type Joiner } from './join.ts';
import type { Thread } from './thread.ts';

let made = 0;
function finding(over: Partial<Finding> & { level: Level }): Finding {
  made += 1;
  return {
    id: `f${made.toString(16).padStart(12, '0')}`,
    rule_id: `rule-${over.title ?? over.level}`,
    title: 'Something seen',
    tags: ['attack.execution'],
    time: '2026-03-18T10:00:00.000Z',
    host: null,
    account: null,
    source_address: null,
    destination_address: null,
    destination_port: null,
    file: 'test',
    record_id: String(made),
    reason: [],
    format: 'evtx',
    source: 'evtx',
    event: {},
    ...over,
  };
}

const at = (hours: number): string =>
  new Date(Date.parse('2026-03-18T00:00:00.000Z') + hours * 3_600_000).toISOString();
const joiner = (threads: readonly Thread[] = []): Joiner =>
  createJoiner({ estate: null, containment: null, threads });
const raised = (of: Joiner): Thread[] => of.threads().filter((thread) => thread.raised);

describe('joining findings', () => {
  it('raises at the first strong signal and not later', () => {
    const it = joiner();
    it.add([finding({ level: 'low', host: 'ws1', time: at(1) })]);
    expect(raised(it)).toHaveLength(0);
    it.add([finding({ level: 'high', host: 'ws1', time: at(2), title: 'Beacon' })]);
    it.add([finding({ level: 'critical', host: 'ws1', time: at(30), title: 'Detonation' })]);
    expect(raised(it).map((thread) => thread.raised)).toEqual([
      { at: at(2), because: '“Beacon” (high) was seen on ws1.' },
    ]);
    expect(raised(it)[0]?.first_event).toBe(at(1));
  });

  it('does not raise on the noise of one rule, however often it fires', () => {
    const it = joiner();
    for (let i = 0; i < 500; i++)
      it.add([finding({ level: 'medium', host: 'ws1', title: 'Noisy', time: at(i / 60) })]);
    expect(raised(it)).toHaveLength(0);
  });

  it('raises on weak signals that differ and span the stages of an attack', () => {
    const it = joiner();
    const tactics = ['execution', 'discovery', 'credential-access', 'lateral-movement', 'exfiltration'];
    for (const tactic of tactics)
      it.add([finding({ level: 'medium', host: 'ws1', title: tactic, tags: [`attack.${tactic}`] })]);
    expect(raised(it)).toHaveLength(1);
    expect(raised(it)[0]?.level).toBe('high');
    expect(raised(it)[0]?.raised?.because).toMatch(/^4 weak signals met on ws1, .*“execution”/);
    expect(raised(it)[0]?.entities['host:ws1']?.standing).toBe('compromised');
  });

  it('never raises by models alone, however sure they are, but lets them add to what a rule says', () => {
    const unusual = (hours: number, model: string, tactic: string, level: Level) =>
      finding({
        level,
        host: 'ws1',
        time: at(hours),
        rule_id: `model:${model}`,
        tags: [`attack.${tactic}`],
        title: model,
      });
    const it = joiner();
    it.add([
      unusual(1, 'process.cluster', 'execution', 'high'),
      unusual(2, 'network.beacon', 'command-and-control', 'medium'),
      unusual(3, 'records.export', 'exfiltration', 'high'),
    ]);
    expect(raised(it)).toHaveLength(0);
    it.add([finding({ level: 'low', host: 'ws1', time: at(4), tags: ['attack.discovery'] })]);
    expect(raised(it)[0]?.raised?.because).toMatch(/^4 weak signals met on ws1/);
  });

  it('lets weak signals fade: the same ones spread over weeks are a habit, not an intrusion', () => {
    const it = joiner();
    const tactics = ['execution', 'discovery', 'credential-access', 'lateral-movement', 'exfiltration'];
    for (const [i, tactic] of tactics.entries()) {
      const time = at(i * 24 * 6);
      it.add([finding({ level: 'medium', host: 'ws1', title: tactic, tags: [`attack.${tactic}`], time })]);
    }
    expect(raised(it)).toHaveLength(0);
  });

  it('does not add up signals of one stage, or on different hosts', () => {
    const one = joiner();
    for (let i = 0; i < 8; i++) one.add([finding({ level: 'medium', host: 'ws1', title: `Kind ${i}` })]);
    expect(raised(one)).toHaveLength(0);
    const many = joiner();
    for (const tactic of ['execution', 'discovery', 'credential-access', 'lateral-movement'])
      many.add([
        finding({ level: 'medium', host: `ws-${tactic}`, title: tactic, tags: [`attack.${tactic}`] }),
      ]);
    expect(raised(many)).toHaveLength(0);
  });

  it('does not let a weak finding tie two incidents together, but a strong one does', () => {
    const it = joiner();
    it.add([
      finding({ level: 'high', host: 'ws1', title: 'A' }),
      finding({ level: 'high', host: 'ws2', title: 'B' }),
    ]);
    expect(raised(it)).toHaveLength(2);
    it.add([finding({ level: 'medium', host: 'ws1', destination_address: '203.0.113.9' })]);
    it.add([finding({ level: 'medium', host: 'ws2', destination_address: '203.0.113.9' })]);
    expect(raised(it)).toHaveLength(2);
    const joined = it.add([finding({ level: 'high', host: 'ws2', destination_address: '203.0.113.9' })]);
    expect(raised(it)).toHaveLength(1);
    expect(joined.merged).toHaveLength(1);
  });

  it('does not join hosts through accounts that every host has', () => {
    const it = joiner();
    for (const account of ['NT AUTHORITY\\SYSTEM', 'CORP\\WS1$', 'DWM-1', 'ANONYMOUS LOGON', '-']) {
      it.add([
        finding({ level: 'high', host: 'a1', account, title: 'A' }),
        finding({ level: 'high', host: 'a2', account, title: 'B' }),
      ]);
    }
    expect(raised(it)).toHaveLength(2);
  });

  it('follows an account from host to host, however it is written', () => {
    const it = joiner();
    it.add([
      finding({ level: 'high', host: 'ws1', account: 'CORP\\admin7', title: 'A' }),
      finding({ level: 'high', host: 'srv1.corp.example', account: 'admin7@corp.example', title: 'B' }),
      finding({ level: 'high', host: 'srv2.corp.example', account: 'admin7/CORP.EXAMPLE', title: 'C' }),
    ]);
    expect(raised(it)).toHaveLength(1);
  });

  it('sees one attack spreading where the same strong rule fires on many hosts within hours, but not a week apart', () => {
    const it = joiner();
    for (let i = 0; i < 5; i++)
      it.add([finding({ level: 'critical', host: `h${i}`, title: 'Detonation', time: at(i) })]);
    expect(raised(it)).toHaveLength(1);
    it.add([finding({ level: 'critical', host: 'h9', title: 'Detonation', time: at(24 * 7) })]);
    expect(raised(it)).toHaveLength(2);
  });

  it('is the same after a restart at any moment', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            level: fc.constantFrom<Level>('informational', 'low', 'medium', 'high', 'critical'),
            host: fc.constantFrom('ws1', 'ws2', 'srv1', null),
            account: fc.constantFrom('CORP\\a', 'CORP\\b', null),
            hours: fc.integer({ min: 0, max: 300 }),
            tactic: fc.constantFrom('execution', 'discovery', 'impact'),
          }),
          { maxLength: 40 },
        ),
        fc.nat(40),
        (rows, cut) => {
          const findings = rows.map((row) =>
            finding({
              level: row.level,
              host: row.host,
              account: row.account,
              time: at(row.hours),
              tags: [`attack.${row.tactic}`],
            }),
          );
          const straight = joiner();
          for (const one of findings) straight.add([one]);
          const first = joiner();
          for (const one of findings.slice(0, cut)) first.add([one]);
          const second = joiner(JSON.parse(JSON.stringify(first.threads())) as Thread[]);
          for (const one of findings.slice(cut)) second.add([one]);
          const order = (threads: Thread[]) => threads.sort((a, b) => (a.id < b.id ? -1 : 1));
          expect(order(second.threads())).toEqual(order(straight.threads()));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('loses no finding that has a time and a subject, and tells the thread of each', () => {
    const it = joiner();
    const findings = Array.from({ length: 300 }, (_, i) =>
      finding({
        level: i % 7 === 0 ? 'high' : 'low',
        host: `h${i % 11}`,
        account: i % 5 === 0 ? 'CORP\\a' : null,
        time: at(i / 10),
      }),
    );
    const { placed } = it.add(findings);
    expect(placed.size).toBe(300);
    const known = new Set(it.threads().map((thread) => thread.id));
    for (const thread of placed.values()) expect(known.has(thread)).toBe(true);
    expect(it.threads().reduce((sum, thread) => sum + thread.finding_count, 0)).toBe(300);
  });
});
