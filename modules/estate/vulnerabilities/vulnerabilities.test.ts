/** The risk: a feed half read, a bad advisory passed over in silence, a product called safe or sick that the advisory never meant. */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadSupport } from '../support/index.ts';
import {
  type Component,
  createKnowledge,
  type Feed,
  matchStatements,
  osComponents,
  readFeed,
  type Statement,
} from './index.ts';
import type { KevAssertion } from './model.ts';
import { isInRange, isVersion } from './version.ts';

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const wrong = (feed: Feed) => expect.fail(`was taken for ${feed.kind}`);
function catalogueOf(value: unknown) {
  const feed = readFeed(bytes(value));
  return feed.kind === 'kev' ? feed.read : wrong(feed);
}
function scoresOf(value: unknown) {
  const feed = readFeed(bytes(value));
  return feed.kind === 'epss' ? feed.read : wrong(feed);
}
function recordsOf(value: unknown) {
  const feed = readFeed(bytes(value));
  return feed.kind === 'cve' ? feed.read : wrong(feed);
}
function statementsOf(value: unknown) {
  const feed = readFeed(bytes(value));
  return feed.kind === 'advisory' ? feed.read : wrong(feed);
}

describe('catalogues of exploited vulnerabilities', () => {
  const record = {
    cveID: 'CVE-2020-1472',
    vulnerabilityName: 'Netlogon elevation of privilege',
    dateAdded: '2021-11-03',
    dueDate: '2021-11-17',
    requiredAction: 'Apply updates.',
    knownRansomwareCampaignUse: 'Known',
  };

  test('JSON and CSV say the same, and a record without a CVE ends nothing', () => {
    const json = catalogueOf({
      catalogVersion: '1',
      dateReleased: '2026-08-25T17:04:19Z',
      vulnerabilities: [{ cveID: '?' }, 7, record],
    });
    const csv = catalogueOf(
      `cveID,vulnerabilityName,dateAdded,dueDate,requiredAction,knownRansomwareCampaignUse\n?,,,,,\n${Object.values(record).join(',')}\n`,
    );
    expect(json.rows).toEqual([
      {
        asserter: 'CISA',
        cve: 'CVE-2020-1472',
        name: 'Netlogon elevation of privilege',
        published: '2021-11-03',
        due: '2021-11-17',
        ransomware: 'yes',
        required_action: 'Apply updates.',
      },
    ]);
    expect(csv.rows).toEqual(json.rows);
    expect([json.refusals.length, csv.refusals.length]).toEqual([2, 1]);
    expect(json.as_of).toBe('2026-08-25');
  });

  test('each source is one assertion; "Unknown" is not "no"; without any catalogue nothing is called unexploited', () => {
    const says = (
      asserter: string,
      ransomware: KevAssertion['ransomware'],
      due: string | null,
    ): KevAssertion => ({
      asserter,
      cve: 'CVE-2020-1472',
      name: '',
      published: '2021-11-03',
      due,
      ransomware,
      required_action: '',
    });
    const kev = [
      says('CISA', 'unknown', '2021-11-17'),
      says('other', 'no', '2021-11-10'),
      says('CISA', 'unknown', null),
    ];
    const known = createKnowledge({ kev, epss: [], cves: [] });
    expect(known.about('CVE-2020-1472')).toMatchObject({
      exploited: 'asserted',
      ransomware: 'unknown',
      due: '2021-11-10',
    });
    expect(known.about('CVE-2020-1472').kev).toHaveLength(2);
    expect(known.about('CVE-2099-0001')).toMatchObject({ exploited: 'not asserted', kev: [] });
    expect(createKnowledge({ kev: [], epss: [], cves: [] }).about('CVE-2020-1472').exploited).toBe('unknown');
  });
});

test('EPSS: scores with their day, packed or not; a line that is none is told by its number', () => {
  const text =
    '#model_version:v2026.06.15,score_date:2026-07-28T12:00:27Z\ncve,epss,percentile\nCVE-2021-44228,0.975,0.999\nCVE-2021-44229,2,0.1\nCVE-2021-44230,0.5,\nx\n';
  const plain = scoresOf(text);
  expect(plain.rows).toEqual([
    { cve: 'CVE-2021-44228', probability: 0.975, percentile: 0.999, scored: '2026-07-28' },
  ]);
  expect(plain.refusals.map(({ where }) => where)).toEqual(['line 4', 'line 5', 'line 6']);
  const packed = readFeed(gzipSync(text));
  expect(packed).toEqual({ kind: 'epss', read: plain });
});

test('NVD: the newest version that somebody scored, its own score first', () => {
  const metric = (type: string, baseScore: number, version: string) => ({
    type,
    source: `${type}@x`,
    cvssData: { version, baseScore, vectorString: 'CVSS' },
  });
  const { rows, refusals } = recordsOf({
    format: 'NVD_CVE',
    timestamp: '2026-08-01T00:00:00',
    vulnerabilities: [
      {
        cve: {
          id: 'CVE-2024-1',
        },
      },
      {
        cve: {
          id: 'CVE-2024-0001',
          published: '2024-02-01T10:00:00.000',
          vulnStatus: 'Analyzed',
          descriptions: [{ lang: 'en', value: 'A flaw.' }],
          metrics: {
            cvssMetricV31: [metric('Secondary', 5, '3.1'), metric('Primary', 9.8, '3.1')],
            cvssMetricV2: [metric('Primary', 7.5, '2.0')],
          },
        },
      },
    ],
  });
  expect(rows).toEqual([
    {
      cve: 'CVE-2024-0001',
      published: '2024-02-01',
      description: 'A flaw.',
      cvss: { version: '3.1', score: 9.8, vector: 'CVSS', by: 'Primary@x' },
      rejected: false,
    },
  ]);
  expect(refusals).toHaveLength(1);
});

/** An advisory of a maker that does not exist, in the shape of CSAF 2.0. */
const advisory = {
  document: {
    category: 'csaf_security_advisory',
    csaf_version: '2.0',
    publisher: { category: 'vendor', name: 'Osier Infusion', namespace: 'https://osier.example' },
    title: 'Gateway takes commands from anybody',
    tracking: { id: 'OSIER-2026-001', current_release_date: '2026-05-01T09:00:00Z', status: 'final' },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        name: 'Osier Infusion',
        branches: [
          {
            category: 'product_name',
            name: 'Pump Gateway',
            branches: [
              {
                category: 'product_version_range',
                name: 'vers:generic/>=3.0|<3.4.2',
                product: { product_id: 'P1', name: 'Osier Pump Gateway 3.0 to 3.4.1' },
              },
              {
                category: 'product_version',
                name: '3.4.2',
                product: { product_id: 'P2', name: 'Osier Pump Gateway 3.4.2' },
              },
            ],
          },
          {
            category: 'product_name',
            name: 'Pump',
            product: { product_id: 'P3', name: 'Osier Pump, every version' },
          },
        ],
      },
    ],
    product_groups: [{ group_id: 'G', product_ids: ['P1'] }],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2026-10001',
      notes: [{ category: 'details', title: 'SSVC', text: 'SSVCv2/E:P/A:Y/T:T/2026-04-28T00:00:00Z/' }],
      product_status: { known_affected: ['P1'], fixed: ['P2'], known_not_affected: ['P3'] },
      flags: [{ label: 'component_not_present', product_ids: ['P3'] }],
      remediations: [
        { category: 'vendor_fix', details: 'Install 3.4.2.', group_ids: ['G'], date: '2026-04-28T00:00:00Z' },
      ],
      scores: [
        {
          products: ['P1'],
          cvss_v3: {
            version: '3.1',
            baseScore: 9.1,
            vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H',
          },
        },
      ],
    },
  ],
};
const changed = (change: (copy: typeof advisory) => void) => {
  const copy = structuredClone(advisory);
  change(copy);
  return statementsOf(copy);
};

describe('advisories', () => {
  test('CSAF: maker, product and version come from the tree; reasons and remedies from flags, groups and remediations', () => {
    const { rows, refusals, as_of } = statementsOf(advisory);
    expect(refusals).toEqual([]);
    expect(as_of).toBe('2026-05-01');
    expect(rows[0]).toMatchObject({ fix_released: '2026-04-28', cvss: { score: 9.1, by: 'Osier Infusion' } });
    expect(rows[0]).toMatchObject({ exploit: 'public', automatable: true });
    expect(rows[1]).toMatchObject({ fix_released: null, cvss: null });
    expect(rows.map(({ product, state, because, remedy }) => [product, state, because, remedy])).toEqual([
      [
        {
          vendor: 'Osier Infusion',
          name: 'Pump Gateway',
          version: null,
          range: 'vers:generic/>=3.0|<3.4.2',
          label: 'Osier Pump Gateway 3.0 to 3.4.1',
        },
        'affected',
        null,
        'Install 3.4.2.',
      ],
      [expect.objectContaining({ name: 'Pump Gateway', version: '3.4.2' }), 'fixed', null, null],
      [
        expect.objectContaining({ name: 'Pump', version: null, range: null }),
        'not affected',
        'component not present',
        null,
      ],
    ]);
  });

  test.each<[string, (copy: typeof advisory) => void, string]>([
    [
      'another version of the format',
      (copy) => {
        copy.document.csaf_version = '1.2';
      },
      'does not say that it is CSAF 2.0',
    ],
    [
      'a product that is not in the tree',
      (copy) => {
        copy.vulnerabilities[0]!.product_status.fixed = ['P9'];
      },
      'does not have',
    ],
    [
      'a product both affected and not',
      (copy) => {
        copy.vulnerabilities[0]!.product_status.known_not_affected = ['P1'];
      },
      'both "affected" and "not affected"',
    ],
    [
      'an id that is there twice',
      (copy) => {
        copy.product_tree.branches[0]!.branches[1]!.product!.product_id = 'P1';
      },
      'twice',
    ],
    [
      'no id of its own',
      (copy) => {
        copy.document.tracking.id = '';
      },
      'no tracking id',
    ],
  ])('a document with %s is refused whole, and aloud', (_, change, why) => {
    const { rows, refusals } = changed(change);
    expect(rows).toEqual([]);
    expect(refusals[0]!.why).toContain(why);
    expect(refusals[0]!.why).toContain('nothing of it was taken');
  });

  test('a VEX document that clears a product without a reason is told so, and the product is not cleared', () => {
    const { rows, refusals } = changed((copy) => {
      copy.document.category = 'csaf_vex';
      copy.vulnerabilities[0]!.flags = [];
    });
    expect(rows.map(({ state }) => state)).toEqual(['affected', 'fixed']);
    expect(refusals[0]!.why).toContain('without a reason');
  });

  test('a vulnerability without a CVE is told, and the others count', () => {
    const { rows, refusals } = changed((copy) => {
      copy.vulnerabilities.unshift({ ...copy.vulnerabilities[0]!, cve: '' });
    });
    expect(rows).toHaveLength(3);
    expect(refusals).toHaveLength(1);
  });

  test('a tree of five thousand levels ends in a sentence', () => {
    let branch: object = { category: 'product_name', name: 'x' };
    for (let i = 0; i < 5_000; i++) branch = { category: 'product_family', name: 'f', branches: [branch] };
    const { refusals } = changed((copy) => {
      copy.product_tree.branches = [branch as never];
    });
    expect(refusals[0]!.why).toContain('deep');
  });

  test('a tree of half a million branches, deep or wide, is refused and brings nothing down', () => {
    const branches = Array.from({ length: 500_000 }, () => ({}));
    for (const tree of [branches, [{ branches }]]) {
      const { refusals } = changed((copy) => {
        copy.product_tree.branches = tree as never;
      });
      expect(refusals[0]!.why).toContain('branches');
    }
  });

  test('OpenVEX: a "not affected" without a reason is refused, what is whole counts', () => {
    const statement = (more: object) => ({
      vulnerability: { name: 'CVE-2026-10002' },
      products: [{ '@id': 'pkg:generic/osier/pump-gateway@3.4.1' }],
      ...more,
    });
    const { rows, refusals } = statementsOf({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'https://osier.example/vex/1',
      author: 'Osier Infusion',
      timestamp: '2026-05-02T00:00:00Z',
      statements: [
        statement({ status: 'not_affected' }),
        statement({ status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path' }),
        statement({ status: 'splendid' }),
        7,
      ],
    });
    expect(rows).toEqual([
      expect.objectContaining({
        state: 'not affected',
        because: 'vulnerable code not in execute path',
        product: expect.objectContaining({ vendor: 'osier', name: 'pump-gateway', version: '3.4.1' }),
      }),
    ]);
    expect(refusals.map(({ why }) => why)).toEqual([
      expect.stringContaining('without a reason'),
      'has no known status',
      'has no CVE',
    ]);
  });

  test('CycloneDX: what is affected is found among the components, and what is not there is told', () => {
    const { rows, refusals } = statementsOf({
      bomFormat: 'CycloneDX',
      serialNumber: 'urn:uuid:1',
      metadata: {
        timestamp: '2026-05-02T00:00:00Z',
        component: { 'bom-ref': 'gw', name: 'Pump Gateway', version: '3.4.1' },
      },
      vulnerabilities: [
        {
          id: 'CVE-2026-10003',
          analysis: { state: 'in_triage' },
          affects: [{ ref: 'urn:cdx:1/1#gw' }, { ref: 'gone' }],
        },
        { id: 'CVE-2026-10004', affects: [{ ref: 'gw' }] },
      ],
    });
    expect(rows).toEqual([expect.objectContaining({ cve: 'CVE-2026-10003', state: 'under investigation' })]);
    expect(refusals).toHaveLength(2);
  });
});

describe('versions', () => {
  test.each([
    ['3.4.1', '3.4.1', 'yes'],
    ['v3.4.1', '3.4.1', 'yes'],
    ['3.4', '3.4.1', 'maybe'],
    ['3.4.10', '3.4.1', 'no'],
    ['17.09.04a', '17.9.4a', 'yes'],
    ['unknown', '3.4.1', 'maybe'],
    ['R80.20', '80.20', 'maybe'],
    ['R80.20', 'R80.10', 'no'],
    ['', '3.4.1', 'maybe'],
  ] as const)('%s is %s: %s', (known, exact, expected) => expect(isVersion(known, exact)).toBe(expected));

  test.each([
    ['3.4.1', 'vers:generic/>=3.0|<3.4.2', 'yes'],
    ['3.4.2', 'vers:generic/>=3.0|<3.4.2', 'no'],
    ['2.9', 'vers:generic/>=3.0|<3.4.2', 'no'],
    ['3.4', '<3.4.2', 'maybe'],
    ['3', '>=3.0, <3.4.2', 'maybe'],
    ['7.0', '>=7.0.0', 'yes'],
    ['7.0', '>7.0.0', 'maybe'],
    ['3.4.10', '<= 3.4.9', 'no'],
    ['7.0.12', '>=7.0.0 <7.0.13', 'yes'],
    ['2.0', 'vers:generic/1.0|2.0|>=5.0', 'yes'],
    ['6.1', 'vers:generic/1.0|2.0|>=5.0', 'yes'],
    ['4', 'vers:generic/1.0|2.0|>=5.0', 'no'],
    ['1.2', 'vers:generic/>=1.0|<1.5|>=2.0|<2.3', 'yes'],
    ['2.1', 'vers:generic/>=1.0|<1.5|>=2.0|<2.3', 'yes'],
    ['1.7', 'vers:generic/>=1.0|<1.5|>=2.0|<2.3', 'no'],
    ['2', 'vers:generic/>=1.0|<1.5|>=2.0|<2.3', 'maybe'],
    ['3.1', '<3.4.2, >=3.0', 'yes'],
    ['2.5', 'vers:generic/>=2.0|!=2.5', 'no'],
    ['2.6', 'vers:generic/>=2.0|!=2.5', 'yes'],
    ['4.2', '*', 'yes'],
    ['4.2', 'all versions', 'yes'],
    ['4.2', 'older ones', 'maybe'],
    ['nobody knows', '<3.4.2', 'maybe'],
  ] as const)('%s in %s: %s', (known, range, expected) => expect(isInRange(known, range)).toBe(expected));

  test('property: whole numbers are compared as numbers, at every place', () => {
    const version = fc.array(fc.nat({ max: 30 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(version, version, (a, b) => {
        const below = a.findIndex((part, i) => part !== b[i]);
        const isBelow = below >= 0 && a[below]! < b[below]!;
        expect(isInRange(a.join('.'), `<${b.join('.')}`)).toBe(isBelow ? 'yes' : 'no');
        expect(isInRange(a.join('.'), `>=${b.join('.')}`)).toBe(isBelow ? 'no' : 'yes');
        expect(isVersion(a.join('.'), b.join('.'))).toBe(below < 0 ? 'yes' : 'no');
        // Less known is never more certain.
        const beginning = a.slice(0, 2).join('.');
        if (isInRange(beginning, `<${b.join('.')}`) === 'yes')
          expect(isInRange(a.join('.'), `<${b.join('.')}`)).toBe('yes');
      }),
    );
  });
});

describe('an advisory and the estate', () => {
  const has = (
    asset: string,
    name: string,
    version: string | null,
    vendor: string | null = null,
  ): Component => ({
    asset,
    vendor,
    name,
    version,
    source: 'inventory',
    seen: '2026-11-01',
  });
  const statements = statementsOf(advisory).rows;
  const match = (...components: Component[]) => {
    const { findings, cleared } = matchStatements(statements, components, () => undefined);
    return [
      ...findings.map(({ asset, certain }) => `${asset} ${certain ? 'affected' : 'may be'}`),
      ...cleared.map(({ asset, state, because }) => `${asset} ${state}${because ? `: ${because}` : ''}`),
    ];
  };

  test('versions decide; without one it may be; what is cleared is told with the reason', () => {
    expect(match(has('old', 'Pump Gateway', '3.1'))).toEqual(['old affected']);
    expect(match(has('new', 'Pump Gateway', '3.4.2'))).toEqual(['new fixed']);
    expect(match(has('vague', 'Pump Gateway', null))).toEqual(['vague may be']);
    expect(match(has('vague', 'Pump Gateway', '3.4'))).toEqual(['vague may be']);
    expect(match(has('later', 'Pump Gateway', '4.0'))).toEqual([]);
    expect(match(has('pump', 'Osier Infusion Pump', '9', 'Osier Infusion'))).toEqual([
      'pump not affected: component not present',
    ]);
  });

  test('a name matches whole or not at all, and never another maker’s', () => {
    expect(match(has('a', 'Pump Gateway Simulator', '3.1'), has('b', 'Gateway', '3.1'))).toEqual([]);
    expect(match(has('c', 'Pump Gateway', '3.1', 'Tallis Medical Systems'))).toEqual([]);
    expect(match(has('d', 'pump-gateway', '3.1', 'OSIER INFUSION Ltd'))).toEqual(['d affected']);
  });

  test('a model number of the same maker may be the device that the advisory names at more length', () => {
    const about = (name: string): Statement => ({
      ...statements[0]!,
      product: { vendor: 'Brightwater Health', name, version: null, range: 'vers:all/*', label: name },
    });
    const found = (component: Component, name = 'BW8000 Patient Monitor') =>
      matchStatements([about(name)], [component], () => undefined).findings.map(({ certain }) => certain);
    expect(found(has('monitor', 'BW8000', '1.2', 'Brightwater Medical'))).toEqual([false]);
    expect(found(has('monitor', 'BW8000', null, 'Brightwater'), 'BW8000')).toEqual([true]);
    expect(found(has('monitor', 'BW8000', null, null))).toEqual([]);
    expect(found(has('monitor', 'BW8000', null, 'Tallis'))).toEqual([]);
    expect(found(has('monitor', 'Monitor', null, 'Brightwater'))).toEqual([]);
  });

  test('two spellings of one version match by whoever knows them, and never surer than both are', async () => {
    const { table } = await loadSupport({ day: '2026-11-30' });
    const about = (name: string, more: Partial<Statement['product']> = {}): Statement => ({
      ...statements[0]!,
      product: { vendor: 'Microsoft', name, version: null, range: null, label: name, ...more },
    });
    const verdict = (statement: Statement, os: string) => {
      const [found] = matchStatements(
        [statement],
        osComponents([{ id: 'pc', os }]),
        table.versionsOf,
      ).findings;
      return found && (found.certain ? 'affected' : 'may be');
    };
    const win10 = 'Windows 10 Version 22H2 for x64-based Systems';
    expect(verdict(about(win10), 'Windows 10 Enterprise 22H2')).toBe('affected');
    expect(verdict(about(win10), 'Windows 10 Enterprise LTSC 2021')).toBeUndefined();
    expect(verdict(about(win10), 'Windows 10 Enterprise')).toBeUndefined();
    expect(verdict(about('Windows 10 for x64-based Systems'), 'Windows 10 Enterprise 22H2')).toBeUndefined();
    expect(verdict(about('Windows 11 Version 23H2 for ARM64-based Systems'), 'Windows 11 23H2')).toBe(
      'affected',
    );
    expect(verdict(about('Windows Server 2012 R2 (Server Core installation)'), 'WindowsServer2012R2')).toBe(
      'affected',
    );
    expect(verdict(about('Windows Server 2012'), 'Windows Server 2012 R2')).toBeUndefined();
    // The patch level decides, where somebody knows it.
    const patched = about(win10, { range: '<10.0.19045.4046' });
    expect(verdict(patched, 'Windows 10 Enterprise 22H2')).toBe('may be');
    expect(verdict(patched, 'Windows 10 Enterprise 10.0.19045.2006')).toBe('affected');
    expect(verdict(patched, 'Windows 10 Enterprise 10.0.19045.5000')).toBeUndefined();
  });

  test('an advisory that says both of one version is taken at its worse word', () => {
    const twice = [...statements, { ...statements[0]!, state: 'fixed' as const }];
    expect(matchStatements(twice, [has('x', 'Pump Gateway', '3.1')], () => undefined).findings).toHaveLength(
      1,
    );
  });
});

describe('what is no feed', () => {
  test.each([
    ['', 'FEED_UNKNOWN'],
    ['cve;epss', 'FEED_UNKNOWN'],
    ['{', 'FEED_DAMAGED'],
    ['[]', 'FEED_UNKNOWN'],
    ['{"a":1}', 'FEED_UNKNOWN'],
    ['{"@context":{"toString":[]}}', 'FEED_UNKNOWN'],
  ])('%j: %s', (text, code) => {
    expect(() => readFeed(bytes(text))).toThrow(expect.objectContaining({ code }));
  });

  test('damaged gzip, and a bomb of it', () => {
    const packed = gzipSync('cve,epss,percentile\n');
    expect(() => readFeed(packed.subarray(0, 20))).toThrow(expect.objectContaining({ code: 'FEED_DAMAGED' }));
    expect(() => readFeed(gzipSync(Buffer.alloc(260 * 1024 * 1024)))).toThrow(
      expect.objectContaining({ code: 'FEED_TOO_LARGE' }),
    );
  });

  const shapes = [
    advisory,
    { catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2020-1472' }] },
    {
      format: 'NVD_CVE',
      vulnerabilities: [{ cve: { id: 'CVE-2020-1472', metrics: { cvssMetricV31: [{}] } } }],
    },
    {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      statements: [{ products: ['pkg:a/%zz'], status: 'fixed', vulnerability: 'CVE-2020-1472' }],
    },
    { bomFormat: 'CycloneDX', vulnerabilities: [{ id: 'CVE-2020-1472', analysis: {}, affects: [{}] }] },
  ];

  test('fuzz: any part of any feed put out of shape is refused or read, and never throws anything else', () => {
    const anything = fc.anything({ maxDepth: 3, withNullPrototype: false });
    fc.assert(
      fc.property(
        fc.constantFrom(...shapes),
        fc.array(fc.nat(), { maxLength: 8 }),
        anything,
        (shape, path, junk) => {
          const copy: unknown = JSON.parse(JSON.stringify(shape));
          let spot = copy as Record<string, unknown>;
          for (const step of path) {
            const keys = Object.keys(spot);
            const key = keys[step % keys.length];
            if (key === undefined) break;
            const next = spot[key];
            if (typeof next !== 'object' || next === null || Object.keys(next).length === 0) {
              spot[key] = junk;
              break;
            }
            spot = next as Record<string, unknown>;
          }
          let text: string;
          try {
            text = JSON.stringify(copy);
          } catch {
            return;
          }
          readOrFault(text);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('fuzz: bytes cut and altered anywhere', () => {
    const texts = [
      ...shapes.map((shape) => JSON.stringify(shape)),
      '#model_version:v1,score_date:2026-01-01\ncve,epss,percentile\nCVE-2020-1472,0.1,0.2\n',
      'cveID,dateAdded\nCVE-2020-1472,2020-01-01\n',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.nat(),
        fc.string({ maxLength: 5 }),
        fc.nat({ max: 10 }),
        (text, where, junk, cut) => {
          const at = where % (text.length + 1);
          readOrFault(text.slice(0, at) + junk + text.slice(at + cut));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  function readOrFault(text: string): void {
    try {
      const feed = readFeed(bytes(text));
      for (const refusal of feed.read.refusals) expect(refusal.why).not.toBe('');
      if (feed.kind !== 'advisory') return;
      const components = osComponents([{ id: 'gateway', os: 'Pump Gateway 3.1' }]);
      for (const { evidence } of matchStatements(feed.read.rows, components, () => undefined).findings)
        expect(evidence).toContain('Pump Gateway');
    } catch (error) {
      expect((error as { code?: string }).code).toMatch(/^FEED_/);
    }
  }
});

const catalogue = `${process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data')}/kev/known_exploited_vulnerabilities.json`;

test.skipIf(!existsSync(catalogue))(
  'the real catalogue of CISA is read whole (needs CORDON_DATA with kev/)',
  () => {
    const { read: kev } = readFeed(readFileSync(catalogue)) as Extract<Feed, { kind: 'kev' }>;
    const { count } = JSON.parse(readFileSync(catalogue, 'utf8')) as { count: number };
    expect(kev.refusals).toEqual([]);
    expect(kev.rows).toHaveLength(count);
    expect(kev.as_of).toBe('2025-08-25');
    expect(kev.rows.every(({ published, due }) => published !== null && due !== null)).toBe(true);
    const known = createKnowledge({ kev: kev.rows, epss: [], cves: [] });
    expect(known.about('CVE-2020-1472')).toMatchObject({ exploited: 'asserted', ransomware: 'yes' });
  },
);
