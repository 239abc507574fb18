/** Rules tried: on one event, and on all that is stored. */
import { Backtest, ExplainAnswer } from '@cordon/server/api';

const day = (n: number, hits: number, events: number) => ({
  day: new Date(Date.UTC(2026, 2, 1 + n)).toISOString().slice(0, 10),
  hits,
  events,
});

const result = Backtest.parse({
  rule: { id: 'c0rd0002-0000-4000-8000-000000000001', title: 'Shadow Copies Deleted', kind: 'rule' },
  hits: 61,
  hidden: 12,
  untimed: 1,
  days: [day(0, 4, 120_000), day(1, 0, 118_000), day(2, 0, 0), day(3, 41, 121_500), day(4, 15, 99_000)],
  sources: [{ key: 'windows|Microsoft-Windows-Sysmon/Operational|1', events: 458_500 }],
  hosts: [
    { name: 'sah-pacs01.staldhelms.nhs.example', hits: 40 },
    { name: 'sah-w09-pc02', hits: 21 },
  ],
  accounts: [{ name: 'STALDHELMS\\svc-imaging', hits: 40 }],
  examples: [
    {
      events: ['f-00001'],
      time: '2026-03-01T04:12:11.000Z',
      host: 'sah-pacs01.staldhelms.nhs.example',
      account: 'STALDHELMS\\svc-imaging',
      why: [
        {
          selection: 'words',
          field: 'CommandLine',
          test: 'contains (all)',
          wanted: 'delete and shadows',
          found: 'vssadmin.exe delete shadows /all /quiet',
        },
      ],
    },
  ],
  events: 458_500,
  looked_at: 75,
  unreadable: 0,
  seconds: 2.4,
  cost: { microseconds: 0.42, events: 1_000 },
});

const shadows = ExplainAnswer.parse({
  rule: {
    id: 'c0rd0002-0000-4000-8000-000000000001',
    title: 'Shadow Copies Deleted',
    kind: 'rule',
    mode: 'test',
    logsource: 'windows process_creation',
  },
  source: 'windows|Microsoft-Windows-Sysmon/Operational|1',
  explanation: {
    applies: true,
    matches: false,
    condition: 'tool and words',
    routing: [{ field: 'EventID', test: 'equals', wanted: '1', found: '1', holds: true }],
    selections: [
      {
        selection: 'tool',
        holds: true,
        tests: [
          {
            field: 'Image',
            test: 'endswith',
            wanted: '\\vssadmin.exe',
            found: 'C:\\Windows\\System32\\vssadmin.exe',
            holds: true,
          },
        ],
      },
      {
        selection: 'words',
        holds: false,
        tests: [
          {
            field: 'CommandLine',
            test: 'contains (all)',
            wanted: 'delete and shadows',
            found: 'vssadmin list shadows',
            holds: false,
          },
          { field: 'ParentImage', test: 'equals', wanted: 'x', found: null, holds: false },
        ],
      },
    ],
  },
  hidden_by: [],
  counts: [],
});

const together = ExplainAnswer.parse({
  ...shadows,
  rule: { ...shadows.rule, kind: 'correlation', title: 'Several Together' },
  explanation: null,
  counts: [{ id: shadows.rule.id, title: shadows.rule.title }],
});

/** The last of the rules is a correlation, and one of another log source cannot be tried. */
export function answerTry(path: string, body: string): unknown {
  if (path === '/api/v1/rules/backtest') {
    const { rule } = JSON.parse(body) as { rule: string };
    return { result: rule.endsWith('4') ? { ...result, hits: 0, sources: [], days: [], events: 0 } : result };
  }
  const { rule } = JSON.parse(body) as { rule: string };
  return rule.endsWith('5') ? together : shadows;
}
