/**
 * What tells a record from every other, where whatever wrote it numbers its records. Senders that are not sure whether a batch
 * arrived send it again, often cut otherwise, so the place of a record in what was sent says nothing.
 */
import type { Event, Format } from './model.ts';

const windows: ReadonlySet<Format> = new Set<Format>(['evtx', 'windows-json', 'windows-xml']);
/** Formats whose records carry an id of their own; where one does not, its place stands for it, which is a number. */
const withIds: ReadonlySet<Format> = new Set<Format>(['azure', 'm365', 'defender', 'fhir-auditevent']);

/** Undefined where only its place tells a record from its twin: the same line twice in a log is two events. */
export function identityOf(event: Event): string | undefined {
  const { source } = event;
  const { time, host } = event.envelope();
  if (time === undefined) return undefined;
  if (windows.has(source.format)) {
    const number = event.field('EventRecordID');
    return number === undefined || number === null || host === undefined
      ? undefined
      : `${source.key} ${host} ${String(number)} ${time}`;
  }
  return withIds.has(source.format) && !/^\d+$/.test(event.recordId)
    ? `${source.key} ${event.recordId} ${time}`
    : undefined;
}

/** Remembers the newest identities, and forgets those of batches that were not kept. */
export interface Repeats {
  /** What follows is of another batch than what went before. */
  begin(): void;
  /** Whether it was met before; notes it if not. */
  isRepeat(identity: string): boolean;
  /** The oldest batch under way is stored. */
  keep(): void;
  /** Whatever is under way is not stored. */
  forget(): void;
}

export function createRepeats(capacity: number): Repeats {
  const kept = new Set<string>();
  /** Those under way, oldest first. */
  let fresh: Set<string>[] = [];
  return {
    begin() {
      fresh.push(new Set());
    },
    isRepeat(identity) {
      if (kept.has(identity) || fresh.some((batch) => batch.has(identity))) return true;
      if (fresh.length === 0) fresh.push(new Set());
      fresh.at(-1)!.add(identity);
      return false;
    },
    keep() {
      for (const identity of fresh.shift() ?? []) kept.add(identity);
      // A Set is in the order of insertion: the oldest go first.
      for (const oldest of kept) {
        if (kept.size <= capacity) break;
        kept.delete(oldest);
      }
    },
    forget() {
      fresh = [];
    },
  };
}
