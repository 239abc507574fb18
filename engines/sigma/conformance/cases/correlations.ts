/** Correlations: what each type counts, over which window, and when it speaks. */
import type { AlertCase, TimedRecord } from '../case.ts';

const base = ['a', 'b', 'c']
  .map(
    (name) => `title: rule ${name}
id: id-of-${name}
name: ${name}
logsource: { product: test }
detection: { s: { kind: ${name} }, condition: s }`,
  )
  .join('\n---\n');

/** Second, kind, and the record's other fields. */
type Row = readonly [number, string, Record<string, string | number | null | string[]>?];
const record = ([second, kind, fields]: Row): TimedRecord => ({
  time: second * 1000,
  record: { kind, ...fields },
});

const document = (title: string, body: string) => `title: ${title}\nname: ${title}\ncorrelation: { ${body} }`;

function alerts(group: string, body: string, rows: readonly [string, readonly Row[], string][]): AlertCase[] {
  const yaml = body.startsWith('title:') ? body : document('alert', body);
  return rows.map(([name, events, wanted]) => ({
    kind: 'alerts',
    group,
    name,
    yaml: `${base}\n---\n${yaml}`,
    records: events.map(record),
    alerts: wanted === '' ? [] : wanted.split(' '),
  }));
}

/** Hits of `a` at these seconds. */
const at = (...seconds: number[]): Row[] => seconds.map((second) => [second, 'a']);
const by = (user: string, ...seconds: number[]): Row[] =>
  seconds.map((second) => [second, 'a', { User: user }]);

const counts = [
  ...alerts('event_count', 'type: event_count, rules: [a], timespan: 10s, condition: { gte: 3 }', [
    ['speaks with the hit that completes it', at(0, 4, 8), 'alert@8'],
    ['needs that many', at(0, 4), ''],
    ['a window ends with its timespan, inclusive', at(0, 5, 10), 'alert@10'],
    ['and not beyond it', at(0, 5, 11), ''],
    ['slides: no hit is lost at a boundary', at(0, 8, 11, 14), 'alert@14'],
    ['is silent while it stays true', at(0, 1, 2, 3, 4, 5), 'alert@2'],
    ['speaks again once it has been false', at(0, 1, 2, 20, 21, 22), 'alert@2 alert@22'],
    [
      'speaks again when it stays true beyond a timespan',
      at(0, 2, 4, 6, 8, 10, 12, 14, 16),
      'alert@4 alert@16',
    ],
    ['hits of one moment all count', at(5, 5, 5), 'alert@5'],
    ['takes hits in the order of their own time', at(8, 0, 4), 'alert@8'],
    [
      'rules that it does not name do not count',
      [
        [0, 'a'],
        [1, 'b'],
        [2, 'c'],
        [3, 'a'],
      ],
      '',
    ],
  ]),
  ...alerts(
    'event_count, other numbers',
    'type: event_count, rules: [a, b], timespan: 10s, condition: { gt: 2 }',
    [
      ['gt: one more', at(0, 1, 2), 'alert@2'],
      ['gt: not as many', at(0, 1), ''],
      [
        'several rules count together',
        [
          [0, 'a'],
          [1, 'b'],
          [2, 'a'],
        ],
        'alert@2',
      ],
    ],
  ),
  ...alerts(
    'group-by',
    'type: event_count, rules: [a], group-by: [User], timespan: 10s, condition: { gte: 2 }',
    [
      ['groups count apart', [...by('ann', 0), ...by('bob', 1)], ''],
      ['each speaks for itself', [...by('ann', 0, 2), ...by('bob', 3, 4)], 'alert@2 alert@4'],
      ['values compare without case', [...by('ann', 0), ...by('ANN', 1)], 'alert@1'],
      [
        'a number is the text it writes',
        [
          [0, 'a', { User: 7 }],
          [1, 'a', { User: '7' }],
        ],
        'alert@1',
      ],
      ['a hit without the field does not take part', at(0, 1, 2), ''],
      [
        'nor one where it is null',
        [
          [0, 'a', { User: null }],
          [1, 'a', { User: null }],
        ],
        '',
      ],
      ['an empty text is a value', by('', 0, 1), 'alert@1'],
      [
        'a list is one value',
        [
          [0, 'a', { User: ['x', 'y'] }],
          [1, 'a', { User: ['x', 'y'] }],
          [2, 'a', { User: 'x' }],
        ],
        'alert@1',
      ],
    ],
  ),
  ...alerts(
    'group-by several fields',
    'type: event_count, rules: [a], group-by: [User, Host], timespan: 10s, condition: { gte: 2 }',
    [
      [
        'all must agree',
        [
          [0, 'a', { User: 'u', Host: 'h' }],
          [1, 'a', { User: 'u', Host: 'i' }],
          [2, 'a', { User: 'u', Host: 'h' }],
        ],
        'alert@2',
      ],
      [
        'values do not run together',
        [
          [0, 'a', { User: 'ab', Host: 'c' }],
          [1, 'a', { User: 'a', Host: 'bc' }],
        ],
        '',
      ],
      [
        'all must be there',
        [
          [0, 'a', { User: 'u' }],
          [1, 'a', { User: 'u' }],
        ],
        '',
      ],
    ],
  ),
  ...alerts(
    'aliases',
    'type: event_count, rules: [a, b], group-by: [ip], aliases: { ip: { a: src, b: dst } }, timespan: 10s, condition: { gte: 2 }',
    [
      [
        'each rule has its own name for the field',
        [
          [0, 'a', { src: '10.0.0.1' }],
          [1, 'b', { dst: '10.0.0.1' }],
        ],
        'alert@1',
      ],
      [
        'and only that one',
        [
          [0, 'a', { src: '10.0.0.1' }],
          [1, 'b', { src: '10.0.0.1', dst: '10.0.0.2' }],
        ],
        '',
      ],
    ],
  ),
  ...alerts('rules by id', 'type: event_count, rules: [id-of-a], timespan: 10s, condition: { gte: 1 }', [
    ['an id names a rule as well', at(0), 'alert@0'],
  ]),
];

const values = (field: string, ...found: (string | number | null)[]): Row[] =>
  found.map((value, second) => [second, 'a', { [field]: value }]);

const measures = [
  ...alerts(
    'value_count',
    'type: value_count, rules: [a], timespan: 10s, condition: { field: User, gte: 3 }',
    [
      ['counts different values', values('User', 'ann', 'bob', 'ann', 'eve'), 'alert@3'],
      ['not hits', values('User', 'ann', 'ann', 'ann', 'bob'), ''],
      ['without case', values('User', 'ann', 'Ann', 'ANN', 'bob'), ''],
      ['a hit without the field counts for nothing', values('User', 'ann', null, 'bob', null), ''],
      [
        'a value seen again stays in the window',
        [...by('x', 0), ...by('y', 1), ...by('x', 9), ...by('z', 11)],
        'alert@11',
      ],
      ['a value not seen again leaves it', [...by('x', 0), ...by('y', 1), ...by('y', 9), ...by('z', 11)], ''],
    ],
  ),
  ...alerts(
    'value_count of several fields',
    'type: value_count, rules: [a], timespan: 10s, condition: { field: [User, Host], gte: 2 }',
    [
      [
        'counts combinations',
        [
          [0, 'a', { User: 'u', Host: 'h' }],
          [1, 'a', { User: 'u', Host: 'i' }],
        ],
        'alert@1',
      ],
      [
        'the same one is one',
        [
          [0, 'a', { User: 'u', Host: 'h' }],
          [1, 'a', { User: 'U', Host: 'H' }],
        ],
        '',
      ],
      [
        'needs all fields',
        [
          [0, 'a', { User: 'u', Host: 'h' }],
          [1, 'a', { User: 'v' }],
        ],
        '',
      ],
    ],
  ),
  ...alerts('value_sum', 'type: value_sum, rules: [a], timespan: 10s, condition: { field: n, gt: 10 }', [
    ['adds numbers', values('n', 5, 5, 1), 'alert@2'],
    ['texts that write numbers too', values('n', '5', '5.5'), 'alert@1'],
    ['and nothing else', values('n', 5, 'many', '', null, 5), ''],
    [
      'what has left the window is taken off',
      [
        [0, 'a', { n: 9 }],
        [11, 'a', { n: 9 }],
      ],
      '',
    ],
    ['negative numbers count', values('n', 11, -5, 5), 'alert@0 alert@2'],
  ]),
  ...alerts('value_avg', 'type: value_avg, rules: [a], timespan: 10s, condition: { field: n, gte: 4 }', [
    ['is the mean of the window', values('n', 1, 3, 8), 'alert@2'],
    ['of fractions too', values('n', 3.5, 4.5), 'alert@1'],
    [
      'of what is still in it',
      [
        [0, 'a', { n: 0 }],
        [11, 'a', { n: 4 }],
      ],
      'alert@11',
    ],
  ]),
  ...alerts(
    'value_median',
    'type: value_median, rules: [a], timespan: 10s, condition: { field: n, gte: 4 }',
    [
      ['the middle one', values('n', 1, 9, 4), 'alert@1'],
      ['of two, half way between', values('n', 1, 6), ''],
      ['one large number does not move it', values('n', 1, 1, 1000), ''],
    ],
  ),
  ...alerts(
    'value_percentile',
    'type: value_percentile, rules: [a], timespan: 100s, condition: { field: n, percentile: 90, gte: 9 }',
    [
      ['lies between ranks in proportion', values('n', 0, 10), 'alert@1'],
      ['below it is quiet', values('n', 0, 9), ''],
    ],
  ),
];

const closing = [
  ...alerts(
    'judged when the window closes: lt',
    'type: event_count, rules: [a], timespan: 10s, condition: { lt: 3 }',
    [
      ['too few by the end', at(0, 4), 'alert@10'],
      ['enough by the end', at(0, 4, 10), ''],
      ['the next hit opens the next window', at(0, 11), 'alert@10 alert@21'],
      ['nothing at all opens none', [[0, 'b']], ''],
    ],
  ),
  ...alerts(
    'judged when the window closes: eq',
    'type: event_count, rules: [a], timespan: 10s, condition: { eq: 2 }',
    [
      ['just as many', at(0, 4), 'alert@10'],
      ['more', at(0, 4, 5), ''],
    ],
  ),
  ...alerts(
    'judged when the window closes: neq',
    'type: event_count, rules: [a], timespan: 10s, condition: { neq: 2 }',
    [
      ['another number', at(0, 4, 5), 'alert@10'],
      ['just that number', at(0, 4), ''],
    ],
  ),
  ...alerts(
    'judged when the window closes: ranges',
    'type: event_count, rules: [a], timespan: 10s, condition: { gt: 1, lte: 3 }',
    [
      ['within', at(0, 1, 2), 'alert@10'],
      ['below', at(0), ''],
      ['above', at(0, 1, 2, 3), ''],
    ],
  ),
  ...alerts(
    'judged when the window closes: values',
    'type: value_count, rules: [a], group-by: [Host], timespan: 10s, condition: { field: User, lte: 1 }',
    [
      [
        'one value',
        [
          [0, 'a', { Host: 'h', User: 'u' }],
          [5, 'a', { Host: 'h', User: 'u' }],
        ],
        'alert@10',
      ],
      [
        'two values',
        [
          [0, 'a', { Host: 'h', User: 'u' }],
          [5, 'a', { Host: 'h', User: 'v' }],
        ],
        '',
      ],
    ],
  ),
];

const temporal = [
  ...alerts('temporal', 'type: temporal, rules: [a, b, c], timespan: 10s', [
    [
      'all rules, in any order',
      [
        [0, 'c'],
        [3, 'a'],
        [6, 'b'],
      ],
      'alert@6',
    ],
    [
      'not all',
      [
        [0, 'c'],
        [3, 'a'],
        [6, 'a'],
      ],
      '',
    ],
    [
      'within the timespan, inclusive',
      [
        [0, 'c'],
        [3, 'a'],
        [10, 'b'],
      ],
      'alert@10',
    ],
    [
      'not beyond it',
      [
        [0, 'c'],
        [3, 'a'],
        [11, 'b'],
      ],
      '',
    ],
    [
      'the latest of each rule counts',
      [
        [0, 'a'],
        [8, 'a'],
        [9, 'b'],
        [15, 'c'],
      ],
      'alert@15',
    ],
  ]),
  ...alerts(
    'temporal, some of the rules',
    'type: temporal, rules: [a, b, c], timespan: 10s, condition: { gte: 2 }',
    [
      [
        'two of three',
        [
          [0, 'c'],
          [3, 'a'],
        ],
        'alert@3',
      ],
      [
        'twice the same is one',
        [
          [0, 'c'],
          [3, 'c'],
        ],
        '',
      ],
    ],
  ),
  ...alerts(
    'temporal, and, or',
    'type: temporal, rules: [a, b, c], timespan: 10s, condition: a and (b or c)',
    [
      [
        'one way',
        [
          [0, 'c'],
          [3, 'a'],
        ],
        'alert@3',
      ],
      [
        'not without',
        [
          [0, 'c'],
          [3, 'b'],
        ],
        '',
      ],
    ],
  ),
  ...alerts('temporal, without a list of rules', 'type: temporal, timespan: 10s, condition: a and b', [
    [
      'the names of the condition are the rules',
      [
        [0, 'b'],
        [3, 'a'],
      ],
      'alert@3',
    ],
  ]),
  ...alerts('temporal, absence', 'type: temporal, rules: [a, b], timespan: 10s, condition: a and not b', [
    ['judged a timespan after what opened it', [[0, 'a']], 'alert@10'],
    [
      'what came in time silences it',
      [
        [0, 'a'],
        [10, 'b'],
      ],
      '',
    ],
    [
      'what came too late does not',
      [
        [0, 'a'],
        [11, 'b'],
      ],
      'alert@10',
    ],
    [
      'what came before does not',
      [
        [0, 'b'],
        [1, 'a'],
      ],
      'alert@11',
    ],
    [
      'repeated, it opens no second window',
      [
        [0, 'a'],
        [6, 'a'],
      ],
      'alert@10',
    ],
    [
      'after an answer the next one opens anew',
      [
        [0, 'a'],
        [1, 'b'],
        [6, 'a'],
      ],
      'alert@16',
    ],
  ]),
  ...alerts(
    'temporal, two and an absence',
    'type: temporal, rules: [a, b, c], timespan: 10s, condition: a and b and not c',
    [
      [
        'both, and nothing in the way',
        [
          [0, 'a'],
          [5, 'b'],
        ],
        'alert@10',
      ],
      [
        'in either order',
        [
          [0, 'b'],
          [5, 'a'],
        ],
        'alert@10',
      ],
      ['one of the two', [[0, 'a']], ''],
      [
        'a later pair is found in a later window',
        [
          [0, 'a'],
          [9, 'a'],
          [12, 'b'],
        ],
        'alert@19',
      ],
      [
        'a later pair is silenced too',
        [
          [0, 'a'],
          [9, 'a'],
          [12, 'b'],
          [13, 'c'],
        ],
        '',
      ],
    ],
  ),
  ...alerts('temporal, groups', 'type: temporal, rules: [a, b], group-by: [User], timespan: 10s', [
    [
      'must be of one group',
      [
        [0, 'a', { User: 'u' }],
        [1, 'b', { User: 'v' }],
      ],
      '',
    ],
    [
      'and then are',
      [
        [0, 'a', { User: 'u' }],
        [1, 'b', { User: 'U' }],
      ],
      'alert@1',
    ],
  ]),
  ...alerts('temporal_ordered', 'type: temporal_ordered, rules: [a, b, c], timespan: 10s', [
    [
      'in the order of the list',
      [
        [0, 'a'],
        [3, 'b'],
        [6, 'c'],
      ],
      'alert@6',
    ],
    [
      'in no other',
      [
        [0, 'b'],
        [3, 'a'],
        [6, 'c'],
      ],
      '',
    ],
    [
      'what lies between does not matter',
      [
        [0, 'a'],
        [1, 'c'],
        [2, 'a'],
        [3, 'b'],
        [4, 'b'],
        [6, 'c'],
      ],
      'alert@6',
    ],
    [
      'of one moment, in any order',
      [
        [5, 'c'],
        [5, 'b'],
        [5, 'a'],
      ],
      'alert@5',
    ],
    [
      'within the timespan, inclusive',
      [
        [0, 'a'],
        [3, 'b'],
        [10, 'c'],
      ],
      'alert@10',
    ],
    [
      'not beyond it',
      [
        [0, 'a'],
        [3, 'b'],
        [11, 'c'],
      ],
      '',
    ],
    [
      'the latest beginning counts',
      [
        [0, 'a'],
        [5, 'a'],
        [6, 'b'],
        [15, 'c'],
      ],
      'alert@15',
    ],
    [
      'a beginning after the middle does not',
      [
        [0, 'a'],
        [3, 'b'],
        [5, 'a'],
        [11, 'c'],
      ],
      '',
    ],
  ]),
  ...alerts(
    'temporal_ordered, absence at the end',
    'type: temporal_ordered, rules: [a, b, c], timespan: 10s, condition: a and b and not c',
    [
      [
        'judged when the timespan is over',
        [
          [0, 'a'],
          [5, 'b'],
        ],
        'alert@10',
      ],
      [
        'what came after silences it',
        [
          [0, 'a'],
          [5, 'b'],
          [10, 'c'],
        ],
        '',
      ],
      [
        'what came between does not',
        [
          [0, 'a'],
          [3, 'c'],
          [5, 'b'],
        ],
        'alert@10',
      ],
      [
        'in order only',
        [
          [0, 'b'],
          [5, 'a'],
        ],
        '',
      ],
    ],
  ),
  ...alerts(
    'temporal_ordered, absence in between',
    'type: temporal_ordered, rules: [a, b, c], timespan: 10s, condition: a and not b and c',
    [
      [
        'speaks at once when nothing came between',
        [
          [0, 'a'],
          [5, 'c'],
        ],
        'alert@5',
      ],
      [
        'what came between silences it',
        [
          [0, 'a'],
          [3, 'b'],
          [5, 'c'],
        ],
        '',
      ],
      [
        'until it begins again',
        [
          [0, 'a'],
          [3, 'b'],
          [4, 'a'],
          [5, 'c'],
        ],
        'alert@5',
      ],
      [
        'what came before or after does not matter',
        [
          [0, 'b'],
          [1, 'a'],
          [5, 'c'],
          [6, 'b'],
        ],
        'alert@5',
      ],
    ],
  ),
];

const burst = document(
  'burst',
  'type: event_count, rules: [a], group-by: [User], timespan: 10s, condition: { gte: 3 }',
);
const then = (rest = '') =>
  `${burst}\n---\n${document('then', `type: temporal_ordered, rules: [burst, b], group-by: [User], timespan: 60s${rest}`)}`;

const chained = [
  ...alerts('correlations of correlations', then(), [
    [
      'the inner one counts as a hit, and does not speak itself',
      [...by('u', 0, 1, 2), [30, 'b', { User: 'u' }]],
      'then@30',
    ],
    ['of the same group', [...by('u', 0, 1, 2), [30, 'b', { User: 'v' }]], ''],
    ['it happens when it is complete', [...by('u', 0, 1), [2, 'b', { User: 'u' }], ...by('u', 3)], ''],
  ]),
  ...alerts('generate', then(', generate: true'), [
    ['lets the inner one speak too', [...by('u', 0, 1, 2), [30, 'b', { User: 'u' }]], 'burst@2 then@30'],
  ]),
  ...alerts(
    'correlations of absences',
    [
      document(
        'open',
        'type: temporal, rules: [a, b], group-by: [User], timespan: 10s, condition: a and not b',
      ),
      document('twice', 'type: event_count, rules: [open], timespan: 100s, condition: { gte: 2 }'),
    ].join('\n---\n'),
    [['count when they are certain', [...by('u', 0), ...by('v', 3)], 'twice@13']],
  ),
  ...alerts(
    'fields of the hits beneath',
    `${burst}\n---\n${document('hosts', 'type: value_count, rules: [burst], timespan: 60s, condition: { field: Host, gte: 2 }')}`,
    [
      [
        'an outer correlation may ask for a field that the inner one does not group by',
        [
          ...[0, 1, 2].map((second): Row => [second, 'a', { User: 'u', Host: 'h' }]),
          ...[3, 4, 5].map((second): Row => [second, 'a', { User: 'v', Host: 'i' }]),
        ],
        'hosts@5',
      ],
    ],
  ),
];

export const correlationCases: readonly AlertCase[] = [
  ...counts,
  ...measures,
  ...closing,
  ...temporal,
  ...chained,
];
