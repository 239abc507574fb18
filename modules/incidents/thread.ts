/**
 * A thread is a group of findings that belong together: watched in silence while weak, an incident once raised.
 * It is plain JSON, so it survives a restart exactly as it was.
 */
import type { Finding, Level } from '@cordon/detection';
import type { Entity, TimelineEntry } from './model.ts';
import { mergeSignals, type Signals } from './risk.ts';
import { worse } from './severity.ts';

export interface ThreadNote extends TimelineEntry {
  rule_id: string;
  /** How many findings this line stands for; `findings` names at most `namedPerNote` of them. */
  count: number;
}

export interface ThreadEntity extends Omit<Entity, 'risk'> {
  /** Worst level of a finding on it, and the tactics seen on it. */
  level: Level;
  tactics: string[];
  signals: Signals;
}

export interface Thread {
  /** Made from the first finding, so that replaying after a crash makes the same thread. */
  id: string;
  status: 'open' | 'closed';
  raised: { at: string; because: string } | null;
  first_event: string;
  last_event: string;
  level: Level;
  finding_count: number;
  rules: Record<string, Level>;
  tactics: string[];
  notes: ThreadNote[];
  /** By key: `asset:…`, `host:…`, `account:…`, `address:…`. */
  entities: Record<string, ThreadEntity>;
}

const namedPerNote = 20;
/** A note gathers repeats of one rule on one host within the hour; an incident keeps this many notes. */
const notesPerThread = 2_000;

export const threadId = (finding: Finding): string => `inc-${finding.id}`;

export function newThread(finding: Finding, time: string): Thread {
  return {
    id: threadId(finding),
    status: 'open',
    raised: null,
    first_event: time,
    last_event: time,
    level: 'informational',
    finding_count: 0,
    rules: {},
    tactics: [],
    notes: [],
    entities: {},
  };
}

/** Names one note or one entity of a thread, so that a store writes what has changed and not all of a long story. */
export type PartKey = string;

/** Notes are only ever added at the end, so its place names a note for good. */
export const noteKey = (place: number): PartKey => `note:${place}`;

/** undefined where the key names an entity. */
export const placeOfNote = (part: PartKey): number | undefined =>
  part.startsWith('note:') ? Number(part.slice('note:'.length)) : undefined;

/**
 * Adds a finding to the thread's story: a repeat of the same rule on the same host within the hour becomes one line.
 *
 * @returns the note that is new or changed; undefined where the story is full
 */
export function addNote(
  thread: Thread,
  finding: Finding,
  time: string,
  tactic: string | null,
): PartKey | undefined {
  const hour = time.slice(0, 13);
  const place = thread.notes.findLastIndex(
    (note) =>
      note.rule_id === finding.rule_id && note.host === finding.host && note.time.slice(0, 13) === hour,
  );
  const same = thread.notes[place];
  if (same) {
    same.count += 1;
    if (time < same.time) same.time = time;
    if (same.findings.length < namedPerNote) same.findings.push(finding.id);
    return noteKey(place);
  }
  if (thread.notes.length >= notesPerThread) return undefined; // still counted in finding_count and in its entities
  thread.notes.push({
    time,
    tactic,
    level: finding.level,
    text: finding.title,
    host: finding.host,
    account: finding.account,
    findings: [finding.id],
    rule_id: finding.rule_id,
    count: 1,
  });
  return noteKey(thread.notes.length - 1);
}

/** ISO 8601 in UTC sorts as text. */
const earlier = (a: string, b: string): string => [a, b].sort()[0]!;
const later = (a: string, b: string): string => [a, b].sort()[1]!;

/**
 * `into` absorbs `from`. The caller forgets `from`.
 *
 * @returns notes and entities of `into` that are new or changed
 */
export function mergeThreads(into: Thread, from: Thread): PartKey[] {
  into.first_event = earlier(into.first_event, from.first_event);
  into.last_event = later(into.last_event, from.last_event);
  into.level = worse(into.level, from.level);
  into.finding_count += from.finding_count;
  into.raised =
    [into.raised, from.raised].filter((r) => r !== null).sort((a, b) => (a.at < b.at ? -1 : 1))[0] ?? null;
  for (const [rule, level] of Object.entries(from.rules))
    into.rules[rule] = worse(into.rules[rule] ?? level, level);
  into.tactics = [...new Set([...into.tactics, ...from.tactics])];
  const before = into.notes.length;
  into.notes = [...into.notes, ...from.notes].slice(0, notesPerThread);
  const notes = Array.from({ length: into.notes.length - before }, (_, i) => noteKey(before + i));
  for (const [key, theirs] of Object.entries(from.entities)) {
    const ours = into.entities[key];
    into.entities[key] = ours ? mergeEntity(ours, theirs) : theirs;
  }
  return [...notes, ...Object.keys(from.entities)];
}

const standings = ['touched', 'suspected', 'compromised'] as const;
export const worseStanding = (a: Entity['standing'], b: Entity['standing']): Entity['standing'] =>
  standings.indexOf(a) >= standings.indexOf(b) ? a : b;

export function mergeEntity(ours: ThreadEntity, theirs: ThreadEntity): ThreadEntity {
  return {
    ...ours,
    first_seen: earlier(ours.first_seen, theirs.first_seen),
    last_seen: later(ours.last_seen, theirs.last_seen),
    findings: ours.findings + theirs.findings,
    standing: worseStanding(ours.standing, theirs.standing),
    level: worse(ours.level, theirs.level),
    tactics: [...new Set([...ours.tactics, ...theirs.tactics])],
    signals: mergeSignals(ours.signals, theirs.signals),
  };
}
