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

/** Remembers the newest identities, and forgets those of a batch that was not kept. */
export interface Repeats {
  /** Whether it was met before; notes it if not. */
  isRepeat(identity: string): boolean;
  keep(): void;
  forget(): void;
}

export function createRepeats(capacity: number): Repeats {
  const kept = new Set<string>();
  let fresh = new Set<string>();
  return {
    isRepeat(identity) {
      if (kept.has(identity) || fresh.has(identity)) return true;
      fresh.add(identity);
      return false;
    },
    keep() {
      for (const identity of fresh) kept.add(identity);
      fresh = new Set();
      // A Set is in the order of insertion: the oldest go first.
      for (const oldest of kept) {
        if (kept.size <= capacity) break;
        kept.delete(oldest);
      }
    },
    forget() {
      fresh = new Set();
    },
  };
}
