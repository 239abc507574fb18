/** The risk: a way in that nobody answers for, or a promise that ran out, and a page that shows neither. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { EstateError, loadEstate } from '../load.ts';
import type { Estate } from '../model.ts';
import {
  createCoverage,
  emptyRegisters,
  entryStates,
  fixClock,
  flowsFromOutside,
  judgeEntries,
  loadRegisters,
  type Registers,
  registerSchemas,
  type SeenFlow,
} from './index.ts';

const folder = projectPath('content', 'hospitals', 'st-aldhelms');
const day = '2026-11-30';
let estate: Estate;
let registers: Registers;

beforeAll(async () => {
  estate = await loadEstate(folder);
  registers = await loadRegisters(folder, estate);
});

async function problemsOf(yaml: string): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'registers-'));
  try {
    await writeFile(join(dir, 'registers.yaml'), yaml);
    await loadRegisters(dir, estate);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(EstateError);
    return (error as EstateError).problems.map(({ line, message }) => `${line} ${message}`);
  } finally {
    await rm(dir, { recursive: true });
  }
}

describe('registers.yaml', () => {
  test('the sample hospital has every register, and without the file all are empty', async () => {
    for (const [name, rows] of Object.entries(registers)) expect(rows.length, name).toBeGreaterThan(0);
    const nowhere = await mkdtemp(join(tmpdir(), 'registers-'));
    expect(await loadRegisters(nowhere, estate)).toEqual(emptyRegisters());
    await rm(nowhere, { recursive: true });
  });

  test('everything wrong is named at once with its line', async () => {
    const problems = await problemsOf(`entries:
  - { id: portal, name: Portal, kind: portal, through: [nothing], flows: [no-flow], used_by: all, owner: null, second_factor: app, privileged: false, reviewed_on: 2026-02-30 }
  - { id: vpn, name: VPN, kind: vpn, through: [nothing], flows: [no-flow], used_by: all, owner: null, second_factor: app, privileged: false, reviewed_on: null, colour: red }
  - { id: mail, name: Mail, kind: email, through: [nothing], flows: [no-flow], used_by: all, owner: null, second_factor: app, privileged: false, reviewed_on: null }
exceptions:
  - { id: x, entry: gone, who: A, because: B, approved_by: null, approved_on: null, reviewed_on: null }
mitigations:
  - { id: m, covers: [epr], against: A, measure: B, owner: C, from: 2026-05-01, until: 2026-04-01 }
  - { id: m, covers: [epr], against: A, measure: B, owner: C, from: 2026-05-01, until: 2026-06-01 }
supplier_answers:
  - { id: q, supplier: corvane-imaging, covers: [ct], asked: A, asked_on: 2026-01-01, answer: quoted, answered_on: null, price_gbp: null, words: W }
recovery:
  - { system: user-lan, objective_minutes: null, restore_minutes: null, tried_on: null }
wishes: []
`);
    expect(problems).toEqual([
      expect.stringContaining('2 entries "portal": reviewed_on: no such day'),
      expect.stringContaining('3 entries "vpn": unknown field "colour"'),
      expect.stringContaining('4 entries "mail": through: no asset, system or zone has the id "nothing"'),
      expect.stringContaining('4 entries "mail": flows: no flow has the id "no-flow"'),
      expect.stringContaining('6 exceptions "x": entry: no entry has the id "gone"'),
      expect.stringContaining('8 mitigations "m": until: 2026-04-01 is before 2026-05-01'),
      expect.stringContaining('9 mitigations "m": id: "m" is there twice'),
      expect.stringContaining('11 supplier_answers "q": answered_on: an answer has a date'),
      expect.stringContaining('11 supplier_answers "q": price_gbp: a quote has a price'),
      expect.stringContaining('13 recovery: system: no system or supplier has the id "user-lan"'),
      expect.stringContaining('14 unknown section "wishes"'),
    ]);
  });

  test('property: whatever is in the file, it is read or refused with problems', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        await problemsOf(text);
        await problemsOf(`entries:\n  - ${text.replaceAll('\n', ' ')}\n`);
      }),
      { numRuns: 60 },
    );
  });
});

describe('ways in', () => {
  test('the sample: the portal that is on no list comes first, then the one that nobody looked at', () => {
    const found = judgeEntries(estate, registers, day);
    expect(found.map(({ state, entry }) => `${state}: ${entry?.id ?? 'no row'}`)).toEqual([
      'unexplained: no row',
      'unknown: merged-portal',
      'password only: staff-portal',
      'lapsed: supplier-tunnels',
      'lapsed: national-mailboxes',
      'covered: incoming-mail',
    ]);
    expect(found[0]!.flows.map(({ id }) => id)).toEqual(['internet-to-patient-portal']);
    const why = (id: string) => found.find(({ entry }) => entry?.id === id)!.why.join(' ');
    expect(why('staff-portal')).toContain('administrators come in here');
    expect(why('merged-portal')).toContain('Nobody answers for it.');
    expect(why('national-mailboxes')).toContain('last looked at on 2024-06-20');
    expect(why('supplier-tunnels')).toContain('nobody approved');
  });

  test('a way in that nobody answers for, or has looked at for a year, is not covered by what it asks', () => {
    const mail = registers.entries.find(({ id }) => id === 'incoming-mail')!;
    const stateOf = (more: Partial<typeof mail>) =>
      judgeEntries(estate, { ...registers, entries: [{ ...mail, ...more }] }, day).at(-1)!.state;
    expect(stateOf({})).toBe('covered');
    expect(stateOf({ owner: null })).toBe('lapsed');
    expect(stateOf({ reviewed_on: null })).toBe('lapsed');
    expect(stateOf({ reviewed_on: '2025-11-29' })).toBe('lapsed');
  });

  test('a call that a sensor saw from the internet and that nothing explains is a way in that nobody knew of', () => {
    const seen = (more: Partial<SeenFlow>): SeenFlow => ({
      from: '198.18.0.1',
      from_id: null,
      to_id: 'sah-fin-pc03',
      protocol: 'tcp',
      port: 3389,
      source: 'zeek',
      seen_at: '2026-11-29T02:00:00Z',
      ...more,
    });
    const outside = '8.8.8.8';
    const holes = (...flows: SeenFlow[]) =>
      judgeEntries(estate, registers, day, flows)
        .filter((one) => one.seen !== null)
        .map(({ state, name }) => `${state}: ${name}`);
    expect(holes(seen({ from: outside }), seen({ from: '9.9.9.9' }))).toEqual([
      'unexplained: SAH-FIN-PC03, tcp 3389',
    ]);
    // A private address, one of ours, one that a row leads through, and one that the list of flows tells of already.
    expect(
      holes(
        seen({ from: '192.168.7.7' }),
        seen({ from: outside, from_id: 'sah-dc01' }),
        seen({ from: outside, to_id: 'sah-ras02', port: 8443 }),
        seen({ from: outside, to_id: 'sah-portal01', port: 443 }),
        seen({ from: outside, to_id: null }),
      ),
    ).toEqual([]);
  });

  test('an exception holds for a year from when it was last looked at, and not a day longer', () => {
    const one = { ...registers.exceptions[0]!, approved_on: '2025-01-01', reviewed_on: '2025-11-30' };
    const on = (when: string) =>
      judgeEntries(estate, { ...registers, exceptions: [one] }, when).find(
        ({ entry }) => entry?.id === 'national-mailboxes',
      )!.state;
    expect(on('2026-11-30')).toBe('covered');
    expect(on('2026-12-01')).toBe('lapsed');
  });

  test('property: no conversation from the internet is ever left out, whatever rows there are, and none looks better for want of a row', () => {
    const rows = fc.subarray(registers.entries);
    fc.assert(
      fc.property(rows, (entries) => {
        const found = judgeEntries(estate, { ...registers, entries }, day);
        const shown = new Set(found.flatMap(({ flows }) => flows.map(({ id }) => id)));
        for (const flow of flowsFromOutside(estate)) expect(shown).toContain(flow.id);
        const order = found.map(({ state }) => entryStates.indexOf(state));
        expect(order).toEqual([...order].sort((a, b) => a - b));
        const explained = new Set(entries.flatMap(({ flows }) => flows));
        for (const { state, flows } of found) {
          if (state !== 'unexplained') continue;
          expect(flows.some(({ id }) => explained.has(id))).toBe(false);
        }
      }),
    );
  });
});

describe('what covers an asset', () => {
  const about = (id: string, on = day) => createCoverage(registers)(estate.asset(id)!, on);

  test('a mitigation that ran out protects nothing, and is shown as that', () => {
    expect(about('sah-ct01').mitigations).toEqual([]);
    expect(about('sah-ct01').idle_mitigations.map(({ id }) => id)).toEqual(['ct-segment']);
    expect(about('sah-ct01', '2026-08-31').mitigations.map(({ id }) => id)).toEqual(['ct-segment']);
    // By its system.
    expect(about('sah-phrob01').mitigations.map(({ id }) => id)).toEqual(['pharmacy-robot-host']);
  });

  test('refusals, quotes and extended support are found at the asset', () => {
    expect(about('sah-ct03').answers[0]).toMatchObject({ answer: 'refused' });
    expect(about('sah-ct01').answers[0]).toMatchObject({ answer: 'quoted', price_gbp: 61500 });
    expect(about('sah-path-pc01').extended_until).toBe('2027-10-12');
    expect(about('sah-ed-pc05').extended_until).toBeNull();
    expect(about('sah-bmon01').models.map(({ id }) => id)).toEqual(['monitors']);
  });
});

describe('the fourteen days', () => {
  const fix = { released: '2026-11-10', severity: 'high' as const, cvss: null, in_place: null };

  test('run from the release of the fix', () => {
    expect(fixClock(fix, '2026-11-24')).toMatchObject({ state: 'due', due: '2026-11-24', days_left: 0 });
    expect(fixClock(fix, '2026-11-25')).toMatchObject({ state: 'late', days_left: -1 });
    expect(fixClock({ ...fix, in_place: '2026-11-24' }, day)).toMatchObject({ state: 'kept', days_left: 0 });
    expect(fixClock({ ...fix, in_place: '2026-11-25' }, day)).toMatchObject({ state: 'missed' });
  });

  test('apply to critical and high, by the word or by a score of 7, and to what nobody rated', () => {
    expect(fixClock({ ...fix, severity: 'medium' }, day).state).toBe('none');
    expect(fixClock({ ...fix, severity: 'medium', cvss: 7 }, day).state).toBe('late');
    expect(fixClock({ ...fix, severity: null, cvss: 6.9 }, day).state).toBe('none');
    expect(fixClock({ ...fix, severity: null }, day)).toMatchObject({ state: 'late' });
  });

  test('of a fix whose release nobody knows, nobody says that there is time', () => {
    expect(fixClock({ ...fix, released: null }, day)).toMatchObject({ state: 'unknown', days_left: null });
  });
});

test('docs/registers.md names every register and field, so that nobody has to read the code to keep one', () => {
  const docs = readFileSync(projectPath('docs', 'registers.md'), 'utf8');
  const named = new Map<string, string[]>();
  let register = '';
  for (const [, first, fields] of docs.matchAll(/^\|([^|]*)\| *`([^`|]+)`/gm)) {
    register = first!.trim() || register;
    named.set(register, [...(named.get(register) ?? []), ...fields!.split(' ')]);
  }
  for (const [name, schema] of Object.entries(registerSchemas))
    expect(named.get(name)?.sort(), name).toEqual(Object.keys(schema.shape).sort());
});
