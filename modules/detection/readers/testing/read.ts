/** For tests: what reading some bytes gives, and the bytes cut into pieces as a network would cut them. */
import type { Event } from '../../model.ts';
import { type InputReport, type Loss, type ReadOptions, readInput } from '../index.ts';

export interface Outcome {
  readonly events: Event[];
  readonly reports: readonly InputReport[];
  readonly losses: Loss[];
}

export async function* pieces(bytes: Uint8Array, size = 1 << 16): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function read(
  content: string | Uint8Array,
  options: ReadOptions & { name?: string; piece?: number } = {},
): Promise<Outcome> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const reading = readInput(options.name ?? 'input', pieces(bytes, options.piece), options);
  const events: Event[] = [];
  for await (const batch of reading) events.push(...batch);
  return { events, reports: reading.reports, losses: reading.reports.flatMap((report) => report.losses) };
}

/** The one event of some content, as JSON when it is an object. */
export async function readOne(content: string | object): Promise<Event> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const { events, losses } = await read(text);
  if (events.length !== 1 || losses.length > 0) {
    throw new Error(`expected one event and no loss, found ${events.length} and ${JSON.stringify(losses)}`);
  }
  return events[0] as Event;
}
