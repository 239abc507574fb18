/**
 * Reading Windows event logs, on one thread: `npx tsx bench/evtx.ts [seconds per measurement]`.
 * Prints MB and events per second of CPU time for what a detector does and for reading everything. Beside it,
 * on the same bytes in the same run, the `winevtx` package, which decodes every field of every record into an
 * object; it is used when it can be resolved (`npm i --no-save winevtx@0.1.2`).
 * Logs come from CORDON_DATA (default ../shared/data). MB are 10^6 bytes of file; the small logs are mostly
 * padding, so events/s says more about them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createTemplateCache, type EvtxRecord, readEvtxBuffer } from '@cordon/evtx';

const seconds = Number(process.argv[2] ?? 1);
const root = resolve(import.meta.dirname, '..');
const data = join(resolve(root, process.env.CORDON_DATA ?? '../shared/data'), 'evtx');
if (!existsSync(data)) {
  console.log(`skipped: ${data} is not there; set CORDON_DATA to the folder of shared test data`);
  process.exit(0);
}

interface Input {
  readonly name: string;
  readonly files: readonly Buffer[];
  readonly bytes: number;
}

/** Reads all files of an input once and gives the number of events. */
type Reader = (input: Input) => number;

const ruleFields = [
  'Image',
  'CommandLine',
  'ParentImage',
  'TargetUserName',
  'SubjectUserName',
  'NewProcessName',
];
let sink = 0;

/** Reads as a scanner of many files does: what one file teaches about templates serves the next. */
function cordon(use: (record: EvtxRecord) => void): Reader {
  return ({ files }) => {
    const cache = createTemplateCache();
    let events = 0;
    for (const file of files) {
      for (const record of readEvtxBuffer(file, { cache }).records) {
        events++;
        use(record);
      }
    }
    return events;
  };
}

const route = (record: EvtxRecord) => {
  sink += record.eventId + record.channel.length;
};

const lanes: [string, Reader][] = [
  ['route', cordon(route)],
  [
    'route + 6 fields',
    cordon((record) => {
      route(record);
      for (const name of ruleFields) sink += String(record.field(name) ?? '').length;
    }),
  ],
  [
    'every field',
    cordon((record) => {
      for (const name of record.fieldNames()) if (record.field(name) !== null) sink++;
    }),
  ],
  [
    'toJSON',
    cordon((record) => {
      if (record.toJSON() !== null) sink++;
    }),
  ],
];

const peer = await loadPeer();
if (peer) lanes.push(['winevtx', peer]);

const rows: string[][] = [['input', 'MB', 'events', ...lanes.flatMap(([name]) => [name, 'ev/s'])]];
if (peer) rows[0]!.push('route+6 / winevtx', 'every field / winevtx', 'toJSON / winevtx');
for (const input of inputs()) {
  const best = measure(input);
  const cells = best.flatMap(({ rate, events }) => [
    `${((rate * input.bytes) / 1e6).toFixed(0)} MB/s`,
    `${((rate * events) / 1000).toFixed(0)} k`,
  ]);
  const row = [input.name, (input.bytes / 1e6).toFixed(1), String(best[0]!.events), ...cells];
  if (peer) for (const lane of [1, 2, 3]) row.push(`${(best[lane]!.rate / best[4]!.rate).toFixed(1)}x`);
  rows.push(row);
}
print(rows);
if (!peer) console.log('\nwinevtx is not installed; `npm i --no-save winevtx@0.1.2` puts it beside Cordon.');
if (sink === 0) throw new Error('nothing was read');

/**
 * Passes per second of CPU time for each lane. The lanes take turns in many short rounds and the best round
 * counts, so that a busy machine slows the measuring and not what is measured.
 */
function measure(input: Input): { rate: number; events: number }[] {
  const results = lanes.map(() => ({ rate: 0, events: 0 }));
  const rounds = 20;
  for (let round = -4; round < rounds; round++) {
    for (const [i, [, reader]] of lanes.entries()) {
      const before = process.cpuUsage();
      let passes = 0;
      let elapsed = 0;
      do {
        results[i]!.events = reader(input);
        passes++;
        const { user, system } = process.cpuUsage(before);
        elapsed = (user + system) / 1e6;
      } while (elapsed < seconds / rounds);
      // Rounds below 0 warm up.
      if (round >= 0) results[i]!.rate = Math.max(results[i]!.rate, passes / elapsed);
    }
  }
  return results;
}

function inputs(): Input[] {
  const read = (name: string, paths: string[]): Input => {
    const files = paths.map((path) => readFileSync(path));
    return { name, files, bytes: files.reduce((sum, file) => sum + file.length, 0) };
  };
  const below = (folder: string) =>
    readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.evtx'))
      .sort()
      .map((name) => join(data, folder, name));
  const samples = below('samples').filter((path) =>
    /^(security|sysmon|system|Security_with_size_t)\.evtx$/.test(basename(path)),
  );
  const attacks = below('attack-samples');
  return [
    ...samples.map((path) => read(basename(path), [path])),
    read(`${attacks.length} attack logs`, attacks),
  ];
}

/** winevtx gives each record as an object, fully decoded. It is not a dependency, so its types are not known. */
async function loadPeer(): Promise<Reader | undefined> {
  const name = 'winevtx';
  const module: unknown = await import(name).catch(() => undefined);
  if (typeof module !== 'object' || module === null || !('parseEvtxFile' in module)) return undefined;
  const parse = module.parseEvtxFile as (bytes: Buffer) => Iterable<{ event: unknown }>;
  return ({ files }) => {
    let events = 0;
    for (const file of files) {
      for (const record of parse(file)) {
        events++;
        if (record.event !== null) sink++;
      }
    }
    return events;
  };
}

function print(table: string[][]) {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table)
    console.log(
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    );
}
