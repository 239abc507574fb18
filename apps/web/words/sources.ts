/** Log sources as people think of them: one line per log, not one per kind of record in it. */
import type { Situation, SourcesView } from '@cordon/server/api';
import { count } from './words.ts';

export interface SourceLine {
  name: string;
  events: number;
  unreadable: number;
  /** Newest event over all its kinds of record, ISO 8601. */
  last_event: string | null;
}

/** `windows|Security|4688` and `windows|Security|4624` are both the log `windows Security`. */
function logOf(key: string): string {
  const parts = key.split('|').filter((part) => part !== '');
  if (parts.length > 1 && /^\d+$/.test(parts.at(-1) ?? '')) parts.pop();
  return parts.join(' ');
}

/** Unreadable first, since that is what needs someone; then the largest. */
export function groupSources(sources: Situation['sources']): SourceLine[] {
  const lines = new Map<string, SourceLine>();
  for (const source of sources) {
    const name = logOf(source.key);
    const line = lines.get(name) ?? { name, events: 0, unreadable: 0, last_event: null };
    line.events += source.events;
    line.unreadable += source.unreadable;
    if (source.last_event !== null && (line.last_event === null || source.last_event > line.last_event)) {
      line.last_event = source.last_event;
    }
    lines.set(name, line);
  }
  return [...lines.values()].sort((a, b) => b.unreadable - a.unreadable || b.events - a.events);
}

/** Events a minute, with a fraction where that is all there is. */
export function rateWord(perMinute: number): string {
  if (perMinute === 0) return '0';
  return perMinute < 10 ? perMinute.toFixed(1) : count(Math.round(perMinute));
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export function lengthWord(seconds: number): string {
  if (seconds < 2 * minute) return `${Math.round(seconds)} s`;
  if (seconds < 2 * hour) return `${Math.round(seconds / minute)} min`;
  return seconds < 2 * day ? `${Math.round(seconds / hour)} h` : `${Math.round(seconds / day)} days`;
}

/** How long after its newest event a source was heard. Before it: its clock, or ours, is wrong. */
export function delayWord(seconds: number | null): string {
  if (seconds === null) return 'Not known';
  return seconds < 0 ? `Clock ${lengthWord(-seconds)} ahead` : lengthWord(seconds);
}

/** Null for a source that was heard within the hour. */
export function quietWord(received: string | null, now: number): string | null {
  if (received === null) return 'Not noted';
  const silent = (now - Date.parse(received)) / 1000;
  return silent <= hour ? null : `Silent for ${lengthWord(silent)}`;
}

/** How it goes with a system that is asked; `kind` is the class that shows it. */
export function pullState({ error, failures, overdue, last_run, behind }: SourcesView['pulled'][number]): {
  word: string;
  kind: 'well' | 'bad' | 'unknown-word';
  why: string | null;
} {
  if (overdue)
    return {
      word: 'Nothing asks',
      kind: 'unknown-word',
      why: 'Nobody asked when it was time, so what is there is not known. Is it still in cordon.yaml, and does a process with the role ingest run?',
    };
  if (error !== null)
    return {
      word: failures > 1 ? `Failed ${count(failures)} times in a row` : 'Failed',
      kind: 'bad',
      why: `Because ${error}. What was read until then is kept.`,
    };
  if (last_run === null) return { word: 'Not asked yet', kind: 'unknown-word', why: null };
  return { word: behind ? 'Reading on: more is there' : 'Up to date', kind: 'well', why: null };
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

export function bytesWord(bytes: number): string {
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** unit;
  return `${unit === 0 || value >= 100 ? count(Math.round(value)) : value.toFixed(1)} ${units[unit]}`;
}
