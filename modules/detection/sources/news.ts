/** What one batch of received bytes says of its senders. Pure; kept by store.ts. */
import type { InputReport } from '../readers/index.ts';
import type { SourceLoss } from './model.ts';

export interface SourceCount {
  key: string;
  format: string;
  events: number;
  bytes: number;
  last_event: string | null;
  last_received: string | null;
  unreadable: number;
  /** Records that were sent again, and counted once. */
  repeated: number;
  losses: SourceLoss[];
}

/** By source and minute of arrival. */
export interface MinuteCount {
  key: string;
  minute: string;
  events: number;
  bytes: number;
}

/** Reasons kept of each source; the number of what was lost is kept whole. */
export const lossesKept = 10;

export interface SourceNews {
  /** A receipt of this sender; its events and reports follow. `at`: when it was received, ISO 8601. */
  receipt(name: string, at: string | null, bytes: number): ReceiptNews;
  counts(): SourceCounts;
}

/** What is kept of it. */
export interface SourceCounts {
  sources: SourceCount[];
  minutes: MinuteCount[];
}

export interface ReceiptNews {
  event(time: string | undefined): void;
  /** A record that was taken before. */
  repeat(): void;
  report(report: InputReport): void;
}

export function createSourceNews(): SourceNews {
  const sources = new Map<string, SourceCount>();
  const minutes = new Map<string, MinuteCount>();
  return {
    receipt(name, at, bytes) {
      const source = sources.get(name) ?? {
        key: name,
        format: 'unknown',
        events: 0,
        bytes: 0,
        last_event: null,
        last_received: null,
        unreadable: 0,
        repeated: 0,
        losses: [],
      };
      sources.set(name, source);
      source.bytes += bytes;
      if (at !== null && (source.last_received === null || at > source.last_received))
        source.last_received = at;
      const minute = at?.slice(0, 16) ?? null;
      const arrived =
        minute === null
          ? null
          : (minutes.get(`${minute} ${name}`) ?? { key: name, minute, events: 0, bytes: 0 });
      if (arrived !== null) {
        minutes.set(`${minute} ${name}`, arrived);
        arrived.bytes += bytes;
      }
      return {
        event(time) {
          source.events += 1;
          if (arrived !== null) arrived.events += 1;
          if (time !== undefined && (source.last_event === null || time > source.last_event))
            source.last_event = time;
        },
        repeat() {
          source.repeated += 1;
        },
        report(report) {
          if (report.format !== 'empty') source.format = report.format;
          const unknown = report.format === 'unknown' ? 1 : 0;
          source.unreadable += report.losses.reduce((sum, loss) => sum + loss.count, unknown);
          const received = at ?? '';
          if (unknown > 0)
            source.losses.push({
              at: received,
              where: 'all of it',
              what: `no reader knows it${report.looksLike ? `; it looks like ${report.looksLike}` : ''}`,
            });
          for (const { where, what } of report.losses) source.losses.push({ at: received, where, what });
          source.losses = source.losses.slice(-lossesKept);
        },
      };
    },
    counts: () => ({ sources: [...sources.values()], minutes: [...minutes.values()] }),
  };
}
