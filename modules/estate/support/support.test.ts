/** The risk: an operating system that nobody supports any more, or that nobody knows, and that looks clean. */
import { existsSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadEstate } from '../load.ts';
import { createSupportTable, loadSupport, type Product, type SupportTable, supportStates } from './index.ts';
import { readEndoflife } from './read-endoflife.ts';

const day = '2026-11-30';
let table: SupportTable;

beforeAll(async () => {
  ({ table } = await loadSupport({ day }));
});

const stateOf = (text: string, on = day) => {
  const { state, ends } = table.supportOfText(text, on);
  return `${state} ${ends ?? 'none'}`;
};

describe('texts as inventories write them', () => {
  test.each([
    ['Windows Server 2012 R2 Standard', 'ended 2023-10-10'],
    ['Microsoft Windows Server 2008 R2 Enterprise 6.1.7601 Service Pack 1', 'ended 2020-01-14'],
    ['Windows Server 2022 Datacenter', 'supported 2031-10-14'],
    ['WindowsServer2012R2', 'ended 2023-10-10'],
    ['Windows Server 2012R2', 'ended 2023-10-10'],
    ['Windows Server 2019 Standard 10.0 (17763)', 'supported 2029-01-09'],
    ['Windows 10 Enterprise 10.0 (19045)', 'ended 2025-10-14'],
    ['Windows 11 Enterprise 10.0 (26100)', 'supported 2027-10-12'],
    ['Windows 11 Pro 24H2', 'ended 2026-10-13'],
    ['Windows 10 Enterprise 2019 LTSC', 'supported 2029-01-09'],
    ['Windows 10 IoT Enterprise LTSC 2021', 'supported 2032-01-13'],
    ['Windows XP Professional Service Pack 3', 'ended 2014-04-08'],
    ['Windows XP', 'ended 2014-04-08'],
    ['Windows 7 Enterprise 6.1 (7601)', 'ended 2020-01-14'],
    ['Windows XP Embedded', 'ended 2016-01-12'],
    ['Windows(R) Embedded Standard 7 SP1', 'ended 2020-10-13'],
    ['Windows Embedded Standard 2009', 'ended 2019-04-09'],
    ['PAN-OS 11.1.4-h7', 'supported 2027-05-03'],
    ['FortiGate-60F v7.0.12 build0523', 'ended 2025-09-30'],
    ['Ubuntu 18.04.6 LTS', 'ended 2023-05-31'],
    ['Debian GNU/Linux 12 (bookworm), kernel 6.1', 'ended 2026-07-11'],
    ['VMware ESXi 6.7.0 build-14320388', 'ended 2022-10-15'],
    ['Red Hat Enterprise Linux Server release 7.9 (Maipo)', 'ended 2024-06-30'],
    ['RHEL 8.10', 'supported 2029-05-31'],
    ['Cisco IOS XE Software, Version 17.09.04a', 'ended 2026-07-29'],
    ['NetApp ONTAP 9.14.1P3', 'supported 2027-01-31'],
    ['SQL Server 2008 R2 SP3', 'ended 2019-07-09'],
    ['Microsoft SQL Server 2019 Standard', 'supported 2030-01-08'],
  ])('%s: %s', (text, expected) => expect(stateOf(text)).toBe(expected));

  test('two versions at once: both are meant, and the first to end counts', () => {
    expect(stateOf('Microsoft Windows 10 Enterprise LTSC 2019 21H2')).toBe('supported 2027-01-12');
  });

  test.each([
    'Printer firmware',
    'Windows 11 24H2',
    'Windows 10 Enterprise',
    'PAN-OS 11',
    'Windows Server 2016 SP9',
    'Windows',
    'Ubuntu 99.04',
    'Cisco IOS 15.2(7)E3',
    'Windows 24',
    '',
    '10',
    'Not Windows 11 Enterprise 24H2',
  ])('not clear, so unknown: %s', (text) => expect(table.supportOfText(text, day).state).toBe('unknown'));
});

test('every operating system of the sample hospital: what its own list says and what the tables say agree', async () => {
  const estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
  const seen = new Map(estate.assets.map((asset) => [asset.os, asset.support_ends]));
  let known = 0;
  for (const [os, date] of seen) {
    const { state, ends } = table.supportOfText(os, day);
    if (date !== null) {
      expect({ os, ends }).toEqual({ os, ends: date });
      known += 1;
    } else if (state !== 'ended') expect({ os, state }).toEqual({ os, state: 'unknown' });
  }
  expect(known).toBeGreaterThan(25);
});

test('extended support counts only where a register says that this hospital has it, and until then', () => {
  const os = 'Windows 10 Enterprise 22H2';
  expect(table.supportOfText(os, day)).toMatchObject({ state: 'ended', extended: '2028-10-10' });
  expect(table.supportOfText(os, day).why).toContain('no register says');
  expect(table.supportOfText(os, day, '2027-10-12').state).toBe('extended');
  expect(table.supportOfText(os, day, '2026-11-29').state).toBe('ended');
  // Nobody can have what the maker no longer gives.
  expect(table.supportOfText(os, '2029-01-01', '2030-01-01').state).toBe('ended');
});

test('a device inherits from its model, and the worst that is known of it counts', () => {
  const model: Product = {
    product: 'corvane-ct',
    title: 'Corvane CT',
    names: ['Corvane CT'],
    words: {},
    platform: true,
    extended_name: 'extended support',
    source: 'letter of the supplier',
    as_of: '2026-04-22',
    cycles: [{ cycle: '700', ends: '2024-01-31' }],
  };
  const with_ = createSupportTable([...table.products, model]);
  const supported = { os: 'Windows Server 2022', support_ends: null };
  expect(with_.supportOf(supported, day).state).toBe('supported');
  expect(with_.supportOf({ ...supported, model: 'Corvane CT 700' }, day).state).toBe('ended');
  expect(
    with_.supportOf({ os: 'Scanner firmware', support_ends: null, model: 'Corvane CT 700' }, day).state,
  ).toBe('ended');
  expect(with_.supportOf({ os: 'Scanner firmware', support_ends: null }, day).state).toBe('unknown');
  const claims = with_.supportOf({ os: 'Windows 7 Professional SP1', support_ends: '2030-01-01' }, day);
  expect(claims.state).toBe('ended');
  expect(claims.why).toContain('Another source says otherwise');
});

test('a table that has not been renewed for 90 days says so', () => {
  const { as_of } = table.freshness(day);
  const later = (days: number) => new Date(Date.parse(as_of) + days * 86_400_000).toISOString().slice(0, 10);
  expect(table.freshness(later(90))).toMatchObject({ days: 90, stale: false });
  expect(table.freshness(later(91))).toMatchObject({ days: 91, stale: true });
  const os = 'Windows Server 2022';
  expect(table.supportOfText(os, later(90)).why).not.toContain(as_of);
  expect(table.supportOfText(os, later(91)).why).toContain(`said on ${as_of}`);
});

test('of two sources the one of the later day counts, version by version, and what only the other has stays', () => {
  const product = (as_of: string, cycles: Product['cycles']): Product => ({
    product: 'x',
    title: 'X',
    names: ['x'],
    words: {},
    platform: true,
    extended_name: 'extended support',
    source: `of ${as_of}`,
    as_of,
    cycles,
  });
  const older = product('2025-01-01', [
    { cycle: '1', ends: '2026-01-01' },
    { cycle: '2', ends: '2030-01-01' },
  ]);
  const newer = product('2026-01-01', [{ cycle: '1', ends: '2027-01-01' }]);
  for (const sources of [
    [older, newer],
    [newer, older],
  ]) {
    const both = createSupportTable(sources);
    expect(both.supportOfText('X 1', day)).toMatchObject({ ends: '2027-01-01', source: 'of 2026-01-01' });
    expect(both.supportOfText('X 2', day)).toMatchObject({ ends: '2030-01-01', source: 'of 2025-01-01' });
  }
});

const texts = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc
    .array(
      fc.constantFrom(
        'Windows',
        'Server',
        '10',
        '11',
        '7',
        'Enterprise',
        'LTSC',
        '2019',
        '22H2',
        'SP1',
        'PAN-OS',
        '11.1',
        'é',
        '(19045)',
        '10.0',
      ),
      { maxLength: 8 },
    )
    .map((words) => words.join(' ')),
);
const days = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2045-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test('property: any text has a state with a reason, and time makes none better', () => {
  fc.assert(
    fc.property(texts, days, days, (text, a, b) => {
      const [sooner, later] = [a, b].sort();
      const first = table.supportOfText(text, sooner!);
      const then = table.supportOfText(text, later!);
      expect(first.why).not.toBe('');
      if (first.state === 'ended') expect(then.state).toBe('ended');
      if (then.state === 'supported') expect(['supported', 'unknown']).toContain(first.state);
      if (first.state === 'supported' && first.ends !== null) expect(first.ends >= sooner!).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('property: a date of the hospital or a model never makes support look better than its system alone does', () => {
  fc.assert(
    fc.property(texts, fc.option(days), days, (os, support_ends, on) => {
      const alone = table.supportOf({ os, support_ends: null }, on);
      const together = table.supportOf({ os, support_ends }, on);
      if (alone.state === 'unknown') return;
      expect(supportStates.indexOf(together.state)).toBeGreaterThanOrEqual(
        supportStates.indexOf(alone.state),
      );
    }),
    { numRuns: 500 },
  );
});

describe('files of endoflife.date', () => {
  const file = `---
title: Ward OS
permalink: /ward-os
eoesColumn: <abbr title='x'>Long Support</abbr>
alternate_urls:
  - /wardos
releases:
  - releaseCycle: "2"
    releaseLabel: "2 '__CODENAME__'"
    eol: false
    latest: 2.1
    latestReleaseDate: 2026-08-01
  - releaseCycle: "1"
    eol: 2024-01-31
    eoes: 2027-01-31
  - releaseCycle: "0"
    eol: true
  - nothing
  - releaseCycle: "x"
---
Text that nobody reads.
`;

  test('dates, flags and names are taken, and what says nothing of the end of support is not', () => {
    const { product, newest, skipped } = readEndoflife(file);
    expect(product).toMatchObject({
      product: 'ward-os',
      platform: false,
      names: ['ward os', 'wardos'],
      extended_name: 'Long Support',
      cycles: [
        { cycle: '2', label: '2', ends: false },
        { cycle: '1', ends: '2024-01-31', extended: '2027-01-31' },
        { cycle: '0', ends: true },
      ],
    });
    expect({ newest, skipped }).toEqual({ newest: '2026-08-01', skipped: 1 });
  });

  test.each([
    ['no front matter', 'title: x'],
    ['no release', '---\ntitle: x\npermalink: /x\nreleases: []\n---\n'],
    ['a million brackets', `---\ntitle: ${'['.repeat(1_000_000)}\n---\n`.slice(0, 1_000_000)],
    [
      'aliases that unfold without end',
      `---\na: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((n, i) => `${n}: &${n} [${`*${'abcdefghij'[i]},`.repeat(9)}]`).join('\n')}\n---\n`,
    ],
  ])('refused with a sentence: %s', (_, text) => {
    expect(() => readEndoflife(text)).toThrow(/./);
  });

  test('fuzz: cut and altered anywhere, it is read or refused', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ maxLength: 6 }), fc.nat({ max: 20 }), (where, junk, cut) => {
        const at = where % (file.length + 1);
        try {
          const { product } = readEndoflife(file.slice(0, at) + junk + file.slice(at + cut));
          createSupportTable([{ ...product, as_of: day }]).supportOfText('Ward OS 1', day);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect(error).not.toBeInstanceOf(TypeError);
          expect(error).not.toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const data = process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data');

test.skipIf(!existsSync(`${data}/endoflife`))(
  'a folder of endoflife.date is read whole, agrees with our own table, and knows more (needs CORDON_DATA with endoflife/)',
  async () => {
    const own = new Map(table.products.map((product) => [product.product, product]));
    const { table: wide, problems } = await loadSupport({ data, day });
    expect(problems).toEqual([]);
    expect(wide.products.length).toBeGreaterThan(450);
    for (const product of wide.products) {
      const cycles = new Map(product.cycles.map((cycle) => [cycle.cycle, cycle]));
      for (const { cycle, ends, extended } of own.get(product.product)?.cycles ?? []) {
        const other = cycles.get(cycle)!;
        expect({ product: product.product, cycle, ends, extended }).toEqual({
          product: product.product,
          cycle,
          ends: other.ends,
          extended: other.extended,
        });
      }
    }
    expect(wide.supportOfText('Splunk 8.2', day).state).toBe('ended');
    expect(wide.supportOfText('Apache Tomcat 8.5.93', day).state).toBe('ended');
    expect(wide.supportOfText('macOS 12.7.6', day).state).toBe('ended');
    expect(wide.supportOfText('SUSE Linux Enterprise Server 15 SP7', day)).toMatchObject({
      ends: '2031-07-31',
    });
    expect(wide.supportOfText('SUSE Linux Enterprise Server 12 SP5', day)).toMatchObject({
      ends: '2024-10-31',
    });
    expect(wide.supportOfText('macOS 10.15.7', day)).toMatchObject({ ends: '2026-02-02' });
    // Of the same text the wide table says nothing else than the narrow one.
    for (const text of ['Windows Server 2012 R2 Standard', 'FortiOS 7.0', 'Windows 11 Pro 24H2'])
      expect(wide.supportOfText(text, day)).toMatchObject({ ends: table.supportOfText(text, day).ends });
  },
);
