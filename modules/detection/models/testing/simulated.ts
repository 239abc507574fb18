/** Simulated records through the real readers, with the scenario step that wrote each: what models are tried and measured on. */
import type { Estate } from '@cordon/estate';
import { type Emitted, loadScenario, type Scenario, simulate } from '@cordon/simulator';
import type { Event } from '../../model.ts';
import { readInput } from '../../readers/index.ts';
import type { Origin } from '../signal.ts';

const HOUR = 3_600_000;
/** Records delivered at once, as senders do: about forty simulated minutes. */
const AT_ONCE = 2_000;

export interface Delivered {
  events: Event[];
  /** Step of the scenario that wrote a record, by `recordKey`; ordinary records are absent. */
  truth: Map<string, string>;
}

export interface Day {
  estate: Estate;
  scenario: string;
  seed: number;
  /** ISO 8601: when the simulated time begins; the scenario's own date when absent. */
  start?: string;
  /** Hours of ordinary life before the scenario begins, so that models see no gap between learning and trial. */
  lead?: number;
  /** Hours in all; the lead and the scenario's own length when absent. */
  hours?: number;
  rate?: number;
  /** Further records, in order of time, as their sources would have written them. */
  extra?: readonly Emitted[];
  /** Records that never arrive: of an agent that died, of a source that was switched off. */
  lost?: (record: Emitted) => boolean;
}

/** What tells records apart across snapshots: files are named by delivery, so no two share a number by accident. */
export const recordKey = ({
  file,
  recordId,
  envelope,
}: Pick<Origin, 'file' | 'recordId' | 'envelope'>): string =>
  `${file} ${recordId} ${envelope.time ?? ''} ${envelope.host ?? ''}`;

function* merged(one: Iterable<Emitted>, other: readonly Emitted[]): Generator<Emitted> {
  let next = 0;
  for (const record of one) {
    while (next < other.length && other[next]!.time <= record.time) yield other[next++]!;
    yield record;
  }
  yield* other.slice(next);
}

export async function* simulated({
  estate,
  scenario: name,
  seed,
  start,
  lead = 0,
  hours,
  rate,
  extra = [],
  lost,
}: Day): AsyncGenerator<Delivered> {
  const own = await loadScenario(name);
  const scenario: Scenario = {
    ...own,
    duration: hours === undefined ? own.duration + lead * HOUR : hours * HOUR,
    steps: own.steps.map((step) => ({ ...step, at: step.at + lead * HOUR })),
  };
  let waiting = new Map<string, { lines: string[]; steps: (string | null)[] }>();
  let count = 0;

  async function deliver(): Promise<Delivered> {
    const delivered: Delivered = { events: [], truth: new Map() };
    for (const [stream, { lines, steps }] of waiting) {
      const bytes = Buffer.from(`${lines.join('\n')}\n`);
      const reading = readInput(
        `${name}-${seed}-${count}/${stream}`,
        (async function* () {
          yield bytes;
        })(),
      );
      let line = 0;
      for await (const batch of reading) {
        for (const event of batch) {
          delivered.events.push(event);
          const step = steps[line++];
          if (typeof step === 'string')
            delivered.truth.set(
              recordKey({ file: event.file, recordId: event.recordId, envelope: event.envelope() }),
              step,
            );
        }
      }
      if (line !== lines.length) throw new Error(`${stream}: ${lines.length} lines gave ${line} events`);
    }
    waiting = new Map();
    return delivered;
  }

  const options = {
    estate,
    scenario,
    seed,
    ...(start === undefined ? {} : { start: new Date(start) }),
    ...(rate === undefined ? {} : { rate }),
  };
  for (const record of merged(simulate(options), extra)) {
    if (lost?.(record)) continue;
    const { stream, line, truth } = record;
    const lines = waiting.get(stream);
    if (lines) {
      lines.lines.push(line);
      lines.steps.push(truth);
    } else waiting.set(stream, { lines: [line], steps: [truth] });
    if (++count % AT_ONCE === 0) yield await deliver();
  }
  yield await deliver();
}
