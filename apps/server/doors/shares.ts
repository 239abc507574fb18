/**
 * How much may be received and not yet worked through: so many bytes in all, in equal shares for the sources that have something
 * waiting. Work is done in the order it came, so this is also what bounds how long a quiet source's record waits behind a flood. A
 * source with nothing waiting is never refused.
 */
import type { DoorNeeds } from './received.ts';

/** Where a record lies on the stream. */
export interface Place {
  topic: string;
  seq: number;
}

export interface Shares {
  /** Records received and not yet worked through, whoever sent them. */
  lag(): number;
  /** Since when the oldest of them has waited, ms since 1970; null when nothing waits. What others sent is taken for as old as this. */
  waitingSince(): number | null;
  /** The door of one source: a token, a syslog listener, a folder, a connector, somebody at the console. */
  from(source: string): DoorNeeds;
}

export interface SharesNeeds {
  /** Resolves when the record is durable. */
  publish(record: Uint8Array): Promise<Place>;
  /** By topic: records before this number are worked through. */
  done(topic: string): number;
  lag(): number;
}

/** Bytes that may wait in all: a second or two of work. What is received at once may go beyond it, once for each source. */
export const mostWaiting = 16 * 1024 * 1024;
/** A record costs this much however little is in it. */
export const perRecord = 4 * 1024;
/**
 * Records after which nobody is let in. Shares end long before, save where work stands still and Cordon is started again and again:
 * what waited before is then nobody's.
 */
const leftOver = 100_000;

interface Record {
  bytes: number;
  /** When it came, ms since 1970. */
  at: number;
  /** null until it is durable. */
  place: Place | null;
}

export function createShares({ publish, done, lag }: SharesNeeds): Shares {
  /** What each source has waiting, in the order it came. */
  const waiting = new Map<string, { bytes: number; records: Record[] }>();
  /** Since when something has waited that did not come through here: an earlier process left it, or another received it. */
  let strange: number | null = null;

  function settle(source: string): void {
    const own = waiting.get(source);
    if (!own) return;
    for (let first = own.records[0]; first?.place; first = own.records[0]) {
      if (first.place.seq >= done(first.place.topic)) return;
      own.records.shift();
      // Work is done in order: what was there before this is done too.
      strange = null;
      own.bytes -= first.bytes;
    }
    if (own.records.length === 0) waiting.delete(source);
  }

  function isOver(source: string): boolean {
    const own = waiting.get(source);
    return own !== undefined && own.bytes >= mostWaiting / waiting.size;
  }

  function isFull(source: string): boolean {
    if (lag() >= leftOver) return true;
    settle(source);
    if (!isOver(source)) return false;
    // Others may have nothing waiting any more, which leaves more for this one.
    for (const each of [...waiting.keys()]) settle(each);
    return isOver(source);
  }

  async function publishFrom(source: string, data: Uint8Array): Promise<void> {
    const record: Record = { bytes: data.length + perRecord, at: Date.now(), place: null };
    const own = waiting.get(source) ?? { bytes: 0, records: [] };
    waiting.set(source, own);
    own.records.push(record);
    own.bytes += record.bytes;
    try {
      record.place = await publish(data);
    } catch (error) {
      own.records.splice(own.records.indexOf(record), 1);
      own.bytes -= record.bytes;
      settle(source);
      throw error;
    }
  }

  function waitingSince(): number | null {
    for (const each of [...waiting.keys()]) settle(each);
    if (lag() === 0) {
      strange = null;
      return null;
    }
    const ours = [...waiting.values()].reduce((sum, { records }) => sum + records.length, 0);
    if (lag() > ours) strange ??= Date.now();
    const oldest = [...waiting.values()].flatMap(({ records }) => records[0]?.at ?? []);
    const since = Math.min(...oldest, strange ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(since) ? since : null;
  }

  return {
    lag,
    waitingSince,
    from: (source) => ({
      publish: (data) => publishFrom(source, data),
      isFull: () => isFull(source),
    }),
  };
}
