/** One input from bytes to events: containers are opened, formats found, and every loss lands in a report. */
import type { Event, Format } from '../model.ts';
import { type Budget, createBudget } from './archives/budget.ts';
import { inflate } from './archives/inflate.ts';
import { tarMembers } from './archives/tar.ts';
import { zipMembers } from './archives/zip.ts';
import { unzstd } from './archives/zstd.ts';
import { createCsv } from './csv.ts';
import { readEvtx } from './evtx.ts';
import { createJsonDocuments, createJsonLines } from './json.ts';
import { shippedMappings } from './mappings/load.ts';
import {
  addLoss,
  BATCH,
  Damage,
  defaultLimits,
  type InputReport,
  type Limits,
  type RandomAccess,
  type Reader,
  type Reading,
  type ReadOptions,
  type Settings,
  type Sink,
  type Spool,
} from './report.ts';
import { containerOf, HEAD, isEvtx, looksLike, type TextFormat, textFormatOf } from './sniff.ts';
import { createSyslog } from './syslog.ts';
import { encodingOf, peek, toUtf8 } from './text.ts';
import { createWindowsXml } from './windows-xml.ts';
import { createZeekTsv } from './zeek.ts';

interface Context {
  readonly limits: Limits;
  readonly budget: Budget;
  readonly reports: InputReport[];
  readonly spool: Spool | undefined;
  readonly settings: Settings;
}

/**
 * Reads one input. Nothing that the bytes do can throw: what could not be read is in `reports`, which is
 * complete when the iteration ends. Iterate once.
 *
 * @param name  as it shall appear in `Event.file`; members of archives append `!member`
 * @param bytes the content, closed when reading ends or is left early
 */
export function readInput(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Reading {
  const limits = { ...defaultLimits, ...options.limits };
  const context: Context = {
    limits,
    budget: createBudget(limits),
    reports: [],
    spool: options.spool,
    settings: {
      now: options.now ?? Date.now(),
      mappings: () => options.mappings ?? shippedMappings().mappings,
    },
  };
  return {
    reports: context.reports,
    [Symbol.asyncIterator]: () => {
      const { random, onBytes } = options;
      const told = random && onBytes ? tellingReads(random, onBytes) : random;
      return readStream(context, name, counted(bytes, context.budget, onBytes), 0, told);
    },
  };
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  budget: Budget,
  onBytes: ReadOptions['onBytes'],
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    budget.input += chunk.length;
    onBytes?.(chunk.length);
    yield chunk;
  }
}

const tellingReads = (random: RandomAccess, onBytes: (bytes: number) => void): RandomAccess => ({
  size: random.size,
  async read(offset, length) {
    const bytes = await random.read(offset, length);
    onBytes(bytes.length);
    return bytes;
  },
});

function report(context: Context, file: string, format: InputReport['format']): InputReport {
  const fresh: InputReport = { file, format, events: 0, bytes: 0, losses: [] };
  context.reports.push(fresh);
  return fresh;
}

const reason = (error: unknown): string =>
  error instanceof Damage
    ? error.message
    : `it could not be read (${error instanceof Error ? error.message : String(error)})`;

async function* readStream(
  context: Context,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  depth: number,
  random?: RandomAccess | undefined,
): AsyncGenerator<Event[]> {
  const { head, all, failure } = await peek(bytes, HEAD);
  const container = containerOf(head);
  if (container !== undefined && depth >= context.limits.depth) {
    addLoss(
      report(context, name, 'unknown'),
      'whole input',
      `an archive inside ${depth} others is not opened`,
    );
    await all.return(undefined);
  } else if (container === 'gzip')
    yield* readStream(context, name, inflate(all, 'gzip', context.budget), depth + 1);
  else if (container === 'zstd') yield* readStream(context, name, unzstd(all, context.budget), depth + 1);
  else if (container === 'tar') yield* readMembers(context, name, tarMembers(all), depth + 1);
  else if (container === 'zip') yield* readZip(context, name, all, depth + 1, random);
  else yield* readContent(context, name, head, all, failure);
}

/** The members of an archive, one after the other; what ends the archive early is a loss of the archive. */
async function* readMembers(
  context: Context,
  name: string,
  members: AsyncIterable<
    | { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> }
    | { readonly name: string; readonly refused: string }
  >,
  depth: number,
): AsyncGenerator<Event[]> {
  const { budget, limits } = context;
  let seen = 0;
  try {
    for await (const member of members) {
      seen++;
      if (++budget.members > limits.members) throw new Damage(`stopped: more than ${limits.members} members`);
      const file = `${name}!${member.name}`;
      if ('refused' in member) addLoss(report(context, file, 'unknown'), 'whole input', member.refused);
      else yield* readStream(context, file, member.bytes, depth);
      if (budget.spent !== undefined)
        throw new Damage(`the members after ${member.name} are not read: the input ${budget.spent}`);
    }
    if (seen === 0) report(context, name, 'empty');
  } catch (error) {
    addLoss(report(context, name, 'unknown'), `after member ${seen}`, reason(error));
  }
}

async function* readZip(
  context: Context,
  name: string,
  all: AsyncGenerator<Uint8Array>,
  depth: number,
  random: RandomAccess | undefined,
): AsyncGenerator<Event[]> {
  const { budget, limits } = context;
  if (random) {
    await all.return(undefined);
    budget.input = Math.max(budget.input, random.size);
    yield* readMembers(context, name, zipMembers(random, budget), depth);
    return;
  }
  let spooled: Awaited<ReturnType<Spool>>;
  try {
    spooled = await (context.spool ?? memorySpool(limits.memory))(all);
  } catch (error) {
    addLoss(report(context, name, 'unknown'), 'whole input', reason(error));
    return;
  }
  try {
    yield* readMembers(context, name, zipMembers(spooled, budget), depth);
  } finally {
    await spooled.close();
  }
}

/** For archives small enough to hold. */
export const memorySpool =
  (limit: number): Spool =>
  async (bytes) => {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > limit)
        throw new Damage(
          `a zip archive of more than ${Math.round(limit / 1048576)} MiB can only be read from a file`,
        );
      parts.push(chunk);
    }
    const whole = Buffer.concat(parts);
    return {
      size,
      read: async (offset, length) => whole.subarray(offset, offset + length),
      close: async () => {},
    };
  };

/** Read at a time; events that are told and forgotten before the next are made cost the least to clear away. */
const SLICE = 64 * 1024;

const READERS: Readonly<Record<TextFormat, (sink: Sink, limit: number, settings: Settings) => Reader>> = {
  'json-lines': createJsonLines,
  'json-documents': createJsonDocuments,
  'zeek-tsv': createZeekTsv,
  'windows-xml': createWindowsXml,
  syslog: createSyslog,
  csv: createCsv,
};

/** What an input is called before, or without, any event of it. */
const FORMAT_OF: Readonly<Record<TextFormat, Format>> = {
  'json-lines': 'json',
  'json-documents': 'json',
  'zeek-tsv': 'zeek',
  'windows-xml': 'windows-xml',
  syslog: 'syslog',
  csv: 'csv',
};

async function* readContent(
  context: Context,
  name: string,
  head: Uint8Array,
  all: AsyncGenerator<Uint8Array>,
  failure: unknown,
): AsyncGenerator<Event[]> {
  if (head.length === 0) {
    await all.return(undefined);
    const found = report(context, name, failure === undefined ? 'empty' : 'unknown');
    if (failure !== undefined) addLoss(found, 'whole input', reason(failure));
    return;
  }
  const found = report(context, name, 'unknown');
  const counts = new Map<Format, number>();
  const count = (events: readonly Event[]) => {
    found.events += events.length;
    for (const { source } of events) counts.set(source.format, (counts.get(source.format) ?? 0) + 1);
  };
  try {
    if (isEvtx(head)) {
      found.format = 'evtx';
      for await (const events of readEvtx(all, found)) {
        count(events);
        yield* batches(events);
      }
      return;
    }
    const encoding = encodingOf(head);
    const format = await formatOf(head, encoding, context.settings);
    if (format === undefined) {
      const hint = looksLike(head);
      if (hint !== undefined) found.looksLike = hint;
      // Counted to its end, so that the report can say how much was not understood.
      for await (const chunk of all) found.bytes += chunk.length;
      return;
    }
    found.format = FORMAT_OF[format];
    const sink: Sink = { file: name, events: [], lose: (where, what, n) => addLoss(found, where, what, n) };
    const reader = READERS[format](sink, context.limits.record, context.settings);
    let broken: unknown;
    try {
      for await (const chunk of toUtf8(tallied(all, found), encoding)) {
        for (let at = 0; at < chunk.length; at += SLICE) {
          reader.push(chunk.subarray(at, at + SLICE));
          if (sink.events.length < BATCH) continue;
          const events = sink.events.splice(0);
          count(events);
          yield* batches(events);
        }
      }
    } catch (error) {
      broken = error ?? new Damage('the input failed');
    }
    reader.end();
    const events = sink.events.splice(0);
    count(events);
    yield* batches(events);
    if (broken !== undefined) throw broken;
  } catch (error) {
    addLoss(found, `offset ${found.bytes}`, reason(error));
  } finally {
    let most = 0;
    for (const [format, n] of counts) if (n > most) [found.format, most] = [format, n];
  }
}

async function* tallied(bytes: AsyncIterable<Uint8Array>, found: InputReport): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    found.bytes += chunk.length;
    yield chunk;
  }
}

function* batches(events: Event[]): Generator<Event[]> {
  if (events.length <= BATCH) {
    if (events.length > 0) yield events;
    return;
  }
  for (let at = 0; at < events.length; at += BATCH) yield events.slice(at, at + BATCH);
}

async function formatOf(
  head: Uint8Array,
  encoding: ReturnType<typeof encodingOf>,
  settings: Settings,
): Promise<TextFormat | undefined> {
  const parts: Uint8Array[] = [];
  async function* one() {
    yield head;
  }
  for await (const part of toUtf8(one(), encoding)) parts.push(part);
  return textFormatOf(Buffer.concat(parts), head.length < HEAD, settings.mappings);
}
