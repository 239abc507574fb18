/**
 * How long a backtest takes: `npx tsx bench/backtest.ts [million events, default 2] [folder to keep them in]`. Rules of several
 * kinds over ten days of stored events, on one thread beside the store's own. Prints one table; the floor is the store handing over
 * the same events while nothing is done with them but `JSON.parse`.
 */
import { backtest, loadMappings, subjectOf } from '@cordon/detection';
import { buildEvents } from './stored-events.ts';

const { store, about } = await buildEvents(process.argv.slice(2));
const { mappings } = loadMappings();

const processes = '{ product: windows, category: process_creation }';
const security = '{ product: windows, service: security }';
const rule = (logsource: string, selection: string): string => `title: Tried
name: tried
id: 6f1a0c70-8d0b-4e0b-9a61-3d2b4f6b8c11
logsource: ${logsource}
detection:
  s: ${selection}
  condition: s
`;
const many = `---
title: Many
id: 6f1a0c70-8d0b-4e0b-9a61-3d2b4f6b8c12
correlation:
  type: event_count
  rules: [tried]
  group-by: [SubjectUserName]
  timespan: 5m
  condition: { gte: 10 }
`;

const kinds: [what: string, text: string][] = [
  ['words, one source', rule(processes, '{ CommandLine|contains|all: [delete, shadows] }')],
  ['words, all sources', rule(security, "{ CommandLine|contains: 'vssadmin' }")],
  ['regular expression, one source', rule(processes, "{ CommandLine|re: 'vss.*delete' }")],
  ['regular expression, all sources', rule(security, "{ CommandLine|re: 'vss.*delete' }")],
  ['every event of one source', rule(security, '{ EventID: 4624 }')],
  ['correlation of one source', rule(security, '{ EventID: 4672 }') + many],
  ['no word to look for, all sources', rule(security, "{ CommandLine|re: '^v[a-z]+[.]...$' }")],
];

/** Of all threads together: where others use the machine too, it says more than the clock does. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const number = (value: number): string => Math.round(value).toLocaleString('en-GB');
const row = (...cells: string[]): void =>
  console.log(cells.map((cell, at) => (at === 0 ? cell.padEnd(36) : cell.padStart(13))).join(''));

console.log(`${about}\n`);
row(
  'rule',
  'events',
  'looked at',
  'hits',
  'seconds',
  'CPU seconds',
  'live us/event',
  'most memory',
  'longest turn',
);
for (const [what, text] of kinds) {
  let memory = 0;
  let turn = 0;
  let last = performance.now();
  const before = cpuSeconds();
  const watching = setInterval(() => {
    const now = performance.now();
    turn = Math.max(turn, now - last);
    last = now;
    memory = Math.max(memory, process.memoryUsage.rss());
  }, 5);
  const answer = await backtest(subjectOf(text, { rules: [], filters: [] }, mappings), {
    events: store,
    orgs: 'every',
    mappings,
    today: '2026-11-25',
  });
  clearInterval(watching);
  row(
    what,
    number(answer.events),
    number(answer.looked_at),
    number(answer.hits),
    answer.seconds.toFixed(1),
    (cpuSeconds() - before).toFixed(1),
    answer.cost?.microseconds.toFixed(2) ?? '-',
    `${number(memory / 1e6)} MB`,
    `${number(turn)} ms`,
  );
}

const started = performance.now();
const before = cpuSeconds();
let read = 0;
for await (const { events } of store.scan({ orgs: 'every', from: '2026-03-01', to: '2026-03-13' })) {
  for (const { raw } of events) JSON.parse(raw);
  read += events.length;
}
const seconds = (performance.now() - started) / 1_000;
row(
  'floor: hand over and parse all',
  number(read),
  '',
  '',
  seconds.toFixed(1),
  (cpuSeconds() - before).toFixed(1),
);
await store.close();
