/** `cordon map FILE…`: what each input is taken for, one record before and after, and a mapping to begin with when nothing knows it. */
import {
  type Event,
  type InputReport,
  loadMappingFiles,
  type Mapping,
  mappingFor,
  readPath,
  shippedMappings,
  skeletonOf,
  walkInputs,
} from '@cordon/detection';
import { exitCodes } from './exit-codes.ts';
import { plain } from './output/plain.ts';

export interface MapCommand {
  /** A mapping file to try, before those that come with Cordon. */
  mapping?: string;
}

/** Kinds of record that are shown of one input, and how far it is read to find them. */
const mostKinds = 6;
const mostEvents = 20_000;
const mostFields = 60;

/** Exit code: 0 everything is known, 1 something needs a mapping, 2 a mapping file is faulty or nothing could be read. */
export async function mapCommand(paths: readonly string[], command: MapCommand): Promise<number> {
  const given = loadMappingFiles(command.mapping === undefined ? [] : [command.mapping]);
  for (const { file, line, reason } of given.refusals) process.stderr.write(`${file}:${line}: ${reason}\n`);
  if (given.refusals.length > 0) return exitCodes.failed;
  const mappings = [...given.mappings, ...shippedMappings().mappings];

  let inputs = 0;
  let unknown = 0;
  const unreachable = (loss: { file: string; what: string }) =>
    process.stderr.write(`${plain(`${loss.file}: ${loss.what}`)}\n`);
  for await (const { path } of walkInputs(paths, unreachable)) {
    inputs++;
    const { kinds, reports } = await sample(path, mappings);
    for (const report of reports.filter(({ format }) => format === 'unknown')) {
      unknown++;
      process.stdout.write(unknownText(report));
    }
    for (const kind of kinds) {
      const mapping = mappingOf(kind.event, mappings);
      if (isUnnamed(kind.event)) unknown++;
      process.stdout.write(kindText(kind, mapping));
    }
  }
  if (inputs === 0) return exitCodes.failed;
  return unknown > 0 ? exitCodes.findings : exitCodes.nothing;
}

interface Kind {
  event: Event;
  count: number;
}

/** One event of each log source, from as much of the input as it takes to meet them. */
async function sample(
  path: string,
  mappings: readonly Mapping[],
): Promise<{ kinds: Kind[]; reports: readonly InputReport[] }> {
  const kinds = new Map<string, Kind>();
  const reading = readPath(path, { mappings });
  let events = 0;
  for await (const batch of reading) {
    for (const event of batch) {
      const kind = kinds.get(event.source.key);
      if (kind) kind.count++;
      else if (kinds.size < mostKinds) kinds.set(event.source.key, { event, count: 1 });
    }
    events += batch.length;
    if (events >= mostEvents) break;
  }
  return { kinds: [...kinds.values()], reports: [...reading.reports] };
}

const isObject = (value: unknown): value is Record<string, never> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A record that nothing knows has a format but no product. */
const isUnnamed = ({ source }: Event): boolean =>
  (source.format === 'csv' || source.format === 'json') &&
  source.product === undefined &&
  source.category === undefined;

function mappingOf(event: Event, mappings: readonly Mapping[]): Mapping | undefined {
  const { format } = event.source;
  const raw = event.raw();
  // A Windows event under a mapping has the name that the mapping gave it beside the one that it came with.
  const mapped =
    format === 'csv' ||
    format === 'json' ||
    (format === 'windows-json' && isObject(raw) && Object.hasOwn(raw, 'EventID'));
  return mapped ? mappingFor(mappings, (name) => event.field(name) !== undefined) : undefined;
}

function unknownText({ file, looksLike }: InputReport): string {
  const hint = looksLike === undefined ? 'neither lines of JSON nor a table with a header' : looksLike;
  return `${heading(file)}  format not known: it looks like ${plain(hint)}.\n  A mapping describes tables and JSON; this is neither.\n\n`;
}

function kindText({ event, count }: Kind, mapping: Mapping | undefined): string {
  const { source } = event;
  const raw = event.raw();
  const words = [source.product, source.category, source.service].map((word) => word ?? 'any');
  const lines = [
    heading(`${event.file}, record ${event.recordId}`),
    ...pairs('  ', [
      ['format', source.format],
      [
        'mapping',
        mapping ? `${mapping.title} (${mapping.file})` : isUnnamed(event) ? 'none: see below' : 'none needed',
      ],
      ['log source', `${source.key} (product ${words[0]}, category ${words[1]}, service ${words[2]})`],
      ['seen', `${count.toLocaleString('en-GB')} ${count === 1 ? 'time' : 'times'} in what was read`],
    ]),
    '  As it came\n',
    ...pairs('    ', isObject(raw) ? Object.entries(raw) : [['record', raw]]),
    '  When, where and who\n',
    ...envelopeLines(event),
    '  Fields that rules can name\n',
    ...pairs('    ', fieldsOf(event, mapping)),
  ];
  if (isUnnamed(event) && isObject(raw)) {
    lines.push(
      '  A mapping to begin with (save it, edit it, and try it with --mapping; then give it to\n  cordon scan --mapping, or put it into mappings/ of the rulebook of a running Cordon)\n\n',
      ...skeletonOf(raw)
        .split('\n')
        .map((line) => `${plain(line)}\n`),
    );
  }
  return `${lines.join('')}\n`;
}

function envelopeLines(event: Event): string[] {
  const envelope = event.envelope();
  const parts = [
    'time',
    'host',
    'account',
    'sourceAddress',
    'destinationAddress',
    'destinationPort',
  ] as const;
  return pairs(
    '    ',
    parts.map((part) => [part, envelope[part] ?? 'not said']),
  );
}

function fieldsOf(event: Event, mapping: Mapping | undefined): [string, unknown][] {
  const names = new Set([...(mapping?.fields ?? []), ...event.fieldNames()]);
  return [...names].map((name) => [name, event.field(name)]);
}

const heading = (text: string): string => `${plain(text)}\n`;

/** Names and values in two columns, as many as a person looks at. */
function pairs(indent: string, rows: readonly (readonly [string, unknown])[]): string[] {
  const shown = rows.slice(0, mostFields);
  const width = Math.min(32, Math.max(...shown.map(([name]) => name.length), 0));
  const lines = shown.map(
    ([name, value]) =>
      `${indent}${clip(plain(name), 32).padEnd(width)}  ${clip(plain(textOf(value)), 160)}\n`,
  );
  if (rows.length > shown.length) lines.push(`${indent}and ${rows.length - shown.length} more\n`);
  return lines;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one)) ?? '';
}

const clip = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;
