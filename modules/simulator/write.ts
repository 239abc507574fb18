/** Writes a simulation to a folder, one file per source as a hospital would hand it over, with the truth beside it. */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type EvtxWriteRecord, type WriteValue, writeEvtx } from '@cordon/evtx';
import { castOf } from './cast.ts';
import { folderNotEmpty } from './faults.ts';
import type { SimulateOptions } from './model.ts';
import { defaultRate } from './ordinary/index.ts';
import type { WindowsNative } from './shapes/native.ts';
import { channelOf, isoTime, withTimes } from './shapes/render.ts';
import { simulateOrdered } from './simulate.ts';

export interface WrittenSimulation {
  /** Records per file, by path inside the folder. */
  files: Record<string, number>;
  records: number;
  /** Records that the scenario wrote, by step. */
  steps: Record<string, { records: number; first: string }>;
  /** SHA-256 over every record in order: equal runs have equal hashes. */
  hash: string;
  /** What was written, in words, for a terminal. */
  text: string;
}

export interface WriteOptions extends SimulateOptions {
  /** Writes the first domain controller's Security log as EVTX instead of JSON; default true. Held in memory until the end. */
  evtx?: boolean;
}

const flushAt = 1 << 18;

/** Appends lines to files that open on first use, a quarter of a megabyte at a time. */
function createFiles(folder: string) {
  const opened = new Map<string, { handle: FileHandle; waiting: string[]; size: number; count: number }>();
  const flush = async (file: { handle: FileHandle; waiting: string[]; size: number }): Promise<void> => {
    if (file.waiting.length === 0) return;
    const text = `${file.waiting.join('\n')}\n`;
    file.waiting = [];
    file.size = 0;
    await file.handle.write(text);
  };
  return {
    /** Returns the 1-based number of the line. */
    async append(name: string, line: string): Promise<number> {
      let file = opened.get(name);
      if (!file) {
        const path = join(folder, name);
        await mkdir(dirname(path), { recursive: true });
        file = { handle: await open(path, 'w'), waiting: [], size: 0, count: 0 };
        opened.set(name, file);
      }
      file.waiting.push(line);
      file.size += line.length;
      file.count++;
      if (file.size >= flushAt) await flush(file);
      return file.count;
    },
    async close(): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      for (const [name, file] of opened) {
        try {
          await flush(file);
          counts[name] = file.count;
        } finally {
          await file.handle.close();
        }
      }
      return counts;
    },
  };
}

/** Event data with the types that Windows itself gives these fields. */
function typed(name: string, value: string): WriteValue {
  if (name === 'LogonType') return { type: 'uint32', value: Number(value) };
  if (/LogonId$/.test(name) && /^0x[0-9a-f]+$/.test(value)) return { type: 'hex64', value: BigInt(value) };
  if (/Sid$/.test(name) && /^S-1-\d/.test(value)) return { type: 'sid', value };
  return value;
}

function evtxRecord(at: number, native: WindowsNative, recordId: number): EvtxWriteRecord {
  const { channel, provider, guid } = channelOf(native);
  const failed = native.id === 4625 || native.id === 4771;
  const data = withTimes(at, native.data);
  return {
    provider: { name: provider, ...(guid ? { guid } : {}) },
    eventId: native.id,
    keywords: failed ? 0x8010000000000000n : 0x8020000000000000n,
    timeCreated: isoTime(at, 6),
    recordId,
    processId: 740,
    threadId: 1200,
    channel,
    computer: native.computer,
    eventData: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, typed(name, value)])),
  };
}

async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw folderNotEmpty(folder);
}

/**
 * Writes every stream of a simulation, `truth.ndjson` (one line per scripted record: time, stream, line,
 * step, technique) and `README.txt` into an empty folder.
 */
export async function writeSimulation(folder: string, options: WriteOptions): Promise<WrittenSimulation> {
  const { scenario, estate, evtx = true } = options;
  await emptyFolder(folder);
  const controller = castOf(estate).controllers[0];
  const evtxName = `windows/${controller?.name.toLowerCase()}-security.evtx`;
  const evtxRecords: EvtxWriteRecord[] = [];
  const techniques = new Map(scenario.steps.map((step) => [step.id, step.technique]));
  const steps: WrittenSimulation['steps'] = {};
  const hash = createHash('sha256');
  const files = createFiles(folder);
  const counts: Record<string, number> = {};
  let records = 0;
  try {
    for (const { draft, emitted } of simulateOrdered(options)) {
      records++;
      hash.update(emitted.line).update('\n');
      const { native } = draft;
      const asEvtx =
        evtx &&
        native.kind === 'windows' &&
        native.channel === 'security' &&
        native.computer === controller?.fqdn;
      let stream = emitted.stream;
      let line: number;
      if (asEvtx) {
        line = evtxRecords.length + 1;
        stream = evtxName;
        evtxRecords.push(evtxRecord(draft.at, native, 10_000 + line));
      } else {
        line = await files.append(stream, emitted.line);
      }
      if (draft.truth !== null) {
        steps[draft.truth] ??= { records: 0, first: emitted.time };
        steps[draft.truth]!.records++;
        const technique = techniques.get(draft.truth);
        await files.append(
          'truth.ndjson',
          JSON.stringify({ time: emitted.time, stream, line, step: draft.truth, technique }),
        );
      }
    }
  } finally {
    Object.assign(counts, await files.close());
  }
  if (evtxRecords.length > 0) {
    await mkdir(dirname(join(folder, evtxName)), { recursive: true });
    await writeFile(join(folder, evtxName), writeEvtx(evtxRecords));
    counts[evtxName] = evtxRecords.length;
  }
  const { 'truth.ndjson': scripted = 0, ...telemetry } = counts;
  if (scripted === 0) await writeFile(join(folder, 'truth.ndjson'), '');
  await writeFile(join(folder, 'README.txt'), readme(options, records, scripted));
  const text = [
    `Simulated data: ${scenario.title}.`,
    `${records} records in ${Object.keys(telemetry).length} files, ${scripted} of them written by the scenario, in ${folder}.`,
    'Nothing in it is real.',
  ].join('\n');
  return { files: counts, records, steps, hash: hash.digest('hex'), text };
}

function readme(
  { scenario, seed, rate = defaultRate, start, estate }: WriteOptions,
  records: number,
  scripted: number,
): string {
  const from = (start ?? new Date(scenario.start)).toISOString();
  return [
    'SIMULATED DATA. Nothing in this folder is real: no patient, no member of staff, no attack.',
    '',
    `Scenario   ${scenario.id}: ${scenario.title}`,
    `Hospital   ${castOf(estate).organisation}`,
    `Seed       ${seed}     Rate  ${rate} ordinary records a simulated minute`,
    `From       ${from}`,
    `To         ${new Date(Date.parse(from) + scenario.duration).toISOString()}`,
    `Records    ${records}, of which the scenario wrote ${scripted}`,
    `Time       ${scenario.compression}`,
    `Facts      ${scenario.source}`,
    '',
    'The same hospital, scenario, seed and rate give the same bytes again. truth.ndjson names, for each scripted',
    'record, its file and line (in an .evtx file: its place in order), the step and the ATT&CK technique; keep it',
    'out of what you scan. Addresses outside the hospital are from the documentation ranges of RFC 5737.',
    '',
  ].join('\n');
}
