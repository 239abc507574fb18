/** Log sources as people think of them: one line per log, not one per kind of record in it. */
import type { Situation } from '@cordon/server/api';

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
