/** A rulebook with a rule in every mode, one whose source never came, filters that hide and that ended, and a refusal. */
import {
  FilterList,
  HeldBack,
  RulebookView,
  RuleDetail,
  RuleLine,
  RulePage,
  TuneFields,
} from '@cordon/server/api';

const choice = {
  mode: 'test',
  by: 'Security team',
  because: 'Loud on the imaging network: measured until the end of the month.',
  at: '2026-03-12T09:00:00.000Z',
} as const;

const line = (n: number, more: Partial<RuleLine> = {}): RuleLine =>
  RuleLine.parse({
    id: `c0rd0002-0000-4000-8000-00000000000${n}`,
    title: `Shadow Copies Deleted in a Way That Has a Long Name, Number ${n}`,
    kind: 'rule',
    level: 'high',
    status: 'test',
    pack: 'cordon',
    mode: 'enabled',
    source: 'windows process_creation',
    hits: 1_200 - n,
    last_hit: '2026-03-13T01:10:00.000Z',
    source_seen: '2026-03-13T01:20:00.000Z',
    filters: 0,
    ...more,
  });

const lines = [
  line(1, { filters: 1 }),
  line(2, { mode: 'test', level: 'medium', pack: 'sigmahq' }),
  line(3, { mode: 'disabled', hits: 0, last_hit: null, pack: 'own' }),
  line(4, { hits: 0, last_hit: null, source_seen: null, source: 'fhir audit', level: 'critical' }),
  line(5, { kind: 'correlation', level: 'informational', source: 'windows security, zeek conn' }),
];

const detail = (rule: RuleLine): RuleDetail =>
  RuleDetail.parse({
    ...rule,
    description: 'Copies that a machine could be restored from are deleted.\nRansomware does this first.',
    author: rule.pack === 'own' ? null : 'The Cordon project',
    licence: rule.pack === 'own' ? null : 'Apache-2.0',
    choice: rule.mode === 'enabled' ? null : choice,
    days:
      rule.hits === 0
        ? []
        : [
            { day: '2026-03-12', hits: 40 },
            { day: '2026-03-13', hits: rule.hits },
          ],
    rests: [{ id: lines[4]!.id, title: lines[4]!.title }],
    text: `title: ${rule.title}\nlogsource:\n  product: windows\n`,
  });

const book = RulebookView.parse({
  folder: '/var/lib/cordon/hospital/rules',
  problem: 'modes.json cannot be read: it ends too early. The rules that ran before still run.',
  packs: (['own', 'cordon', 'sigmahq'] as const).map((name) => ({
    name,
    from: name === 'sigmahq' ? 'git' : name,
    version: name === 'own' ? null : '9f2c1d8e0b7a6f5e4d3c2b1a09182736455463728',
    licence: name === 'own' ? null : 'Detection Rule License (DRL) 1.1',
    author: null,
    homepage: name === 'sigmahq' ? 'https://rules.example/sigma.git' : null,
    added: name === 'sigmahq' ? '2026-03-01T09:00:00.000Z' : null,
    files: 3,
    sha256: null,
    mode: name === 'sigmahq' ? 'test' : 'enabled',
    choice: name === 'sigmahq' ? choice : null,
    rules: 3,
    refused: name === 'sigmahq' ? 1 : 0,
  })),
  refused: [
    {
      file: 'packs/sigmahq/rules/broken.yml',
      line: 12,
      reason: 'the condition names the unknown selection "filter"',
    },
  ],
});

const filters = FilterList.parse({
  items: [
    ['hiding', '2026-06-30', 4_210],
    ['expired', '2026-03-01', 0],
  ].map(([state, until, hidden], n) => ({
    id: `filter-${n}`,
    title: 'f',
    owner: 'Imaging engineers',
    because: 'The viewer deletes its own copies every night, on the imaging servers only.',
    until,
    state,
    own: n === 0,
    rules: n === 0 ? [{ id: lines[0]!.id, title: lines[0]!.title }] : [],
    rule_count: n === 0 ? 24 : 0,
    hidden,
    last_hidden: n === 0 ? '2026-03-13T01:10:00.000Z' : null,
    text: 'title: f\nfilter:\n  rules: any\n',
  })),
});

const held = HeldBack.parse({
  total: 4_210,
  items: [
    {
      id: 'held-1',
      rule_id: lines[0]!.id,
      title: lines[0]!.title,
      level: 'high',
      time: '2026-03-13T01:10:00.000Z',
      host: 'sah-pacs01.staldhelms.nhs.example',
      account: 'STALDHELMS\\svc-imaging',
      filter: 'filter-0',
      event: {},
    },
  ],
});

export const tuneFields = TuneFields.parse({
  fields: [
    { field: 'CommandLine', value: 'vssadmin.exe delete shadows /all /quiet', tested: true },
    { field: 'User', value: 'STALDHELMS\\svc-imaging', tested: false },
  ],
});

/** Undefined for an address that is not of the rulebook. */
export function answerRules(path: string, query: URLSearchParams): unknown {
  if (path === '/api/v1/rulebook') return book;
  if (path === '/api/v1/filters') return filters;
  if (path === '/api/v1/held-back') return held;
  if (path === '/api/v1/rules') {
    const items = lines.filter(
      ({ title, mode }) =>
        title.includes(query.get('q') ?? '') && (!query.get('mode') || mode === query.get('mode')),
    );
    return RulePage.parse({ items, total: items.length, counts: { enabled: 3, test: 1, disabled: 1 } });
  }
  const id = /^\/api\/v1\/rules\/([^/]+)$/.exec(path)?.[1];
  const rule = lines.find((one) => one.id === id);
  return rule && detail(rule);
}
