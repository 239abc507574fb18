/**
 * Findings that are close in the graph and in time become one incident.
 *
 * Close in the graph: they share a host, an account or an outside address, or one compromised host can reach the other over
 * an allowed flow in one step, or the same strong rule fires on both within hours. Close in time: within the windows below, by event time, in whatever order they arrive.
 * A weak finding joins what is already there; only a strong one ties two threads together, so noise on a shared account
 * cannot glue unrelated things into one.
 */
import type { Containment } from '@cordon/containment';
import { type Finding, saidByModel } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import { calledHost, isInternal, type Mention, mentionsOf } from './entities.ts';
import { addSignal, addsUp, riskOf } from './risk.ts';
import { worse } from './severity.ts';
import { byOrderOfIntrusion, tacticsOf } from './tactics.ts';
import { addNote, mergeEntity, mergeThreads, newThread, type PartKey, type Thread } from './thread.ts';
import { list } from './words.ts';

const hour = 3_600_000;
/** An unraised thread is forgotten this long after its last event; strong findings on neighbouring hosts join within `near`. */
const watchFor = 72 * hour;
const near = 72 * hour;
/** The same strong rule on another host within this time is one attack spreading, even into a part that no flow reaches. */
const spreading = 6 * hour;
/** Threads watched at once; the longest silent is forgotten first. */
const watchAtMost = 5_000;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Enough alone to raise an incident. A model says what is unusual and never that it is an attack: what it says only adds up. */
const isStrong = ({ level, rule_id }: Pick<Finding, 'level' | 'rule_id'>): boolean =>
  (level === 'high' || level === 'critical') && !saidByModel(rule_id);

export interface Joined {
  /** Threads that are new or changed, each with those of its notes and entities that are. */
  changed: Map<Thread, Set<PartKey>>;
  /** Threads that another absorbed: `[absorbed id, by id]`. */
  merged: [string, string][];
  /** Watched threads that were forgotten, by age or number. */
  forgotten: string[];
  /** Finding id to thread id. */
  placed: Map<string, string>;
}

function noteChanges({ changed }: Joined, thread: Thread, parts: readonly PartKey[]): void {
  const known = changed.get(thread) ?? new Set();
  for (const part of parts) known.add(part);
  changed.set(thread, known);
}

export interface Joiner {
  add(findings: readonly Finding[]): Joined;
  threads(): Thread[];
}

export interface JoinerNeeds {
  estate: Estate | null;
  containment: Pick<Containment, 'reach'> | null;
  /** What was known before a restart. */
  threads?: readonly Thread[];
}

export function createJoiner({ estate, containment, threads: known = [] }: JoinerNeeds): Joiner {
  const threads = new Map<string, Thread>(known.map((thread) => [thread.id, thread]));
  /** Entity key to the threads that mention it. */
  const byEntity = new Map<string, Set<Thread>>();
  const neighbours = new Map<string, Set<string>>();

  const index = (thread: Thread, key: string) => {
    const set = byEntity.get(key);
    if (set) set.add(thread);
    else byEntity.set(key, new Set([thread]));
  };
  const forget = (thread: Thread) => {
    threads.delete(thread.id);
    for (const key of Object.keys(thread.entities)) {
      const set = byEntity.get(key);
      set?.delete(thread);
      if (set?.size === 0) byEntity.delete(key);
    }
  };
  for (const thread of threads.values()) for (const key of Object.keys(thread.entities)) index(thread, key);

  /** Assets one allowed step from this one; asked once per asset, since the estate does not change under a joiner. */
  function oneStepFrom(asset: string): Set<string> {
    let set = neighbours.get(asset);
    if (!set) {
      const reach = containment?.reach([asset], { maxSteps: 1 });
      set = new Set(reach?.assets.map((reached) => reached.asset) ?? []);
      neighbours.set(asset, set);
    }
    return set;
  }

  const openIn = (thread: Thread, at: number, window: number): boolean =>
    thread.status === 'open' &&
    at > Date.parse(thread.first_event) - window &&
    at < Date.parse(thread.last_event) + window;

  function sharing(mentions: readonly Mention[], at: number): Thread[] {
    const found = new Set<Thread>();
    for (const mention of mentions) {
      if (!mention.joins) continue;
      for (const thread of byEntity.get(mention.key) ?? []) {
        // A raised incident stays open for what touches it, however long an intruder waits.
        if (thread.raised ? thread.status === 'open' : openIn(thread, at, watchFor)) found.add(thread);
      }
    }
    return [...found];
  }

  function adjacent(mentions: readonly Mention[], at: number): Thread[] {
    const assets = mentions
      .filter((m) => m.kind === 'asset' && m.standing === 'compromised')
      .map((m) => m.id);
    if (assets.length === 0 || !containment) return [];
    return [...threads.values()].filter(
      (thread) =>
        thread.raised &&
        openIn(thread, at, near) &&
        Object.values(thread.entities).some(
          (entity) =>
            entity.kind === 'asset' &&
            entity.standing === 'compromised' &&
            assets.some((asset) => oneStepFrom(entity.id).has(asset) || oneStepFrom(asset).has(entity.id)),
        ),
    );
  }

  function alike(finding: Finding, at: number): Thread[] {
    return [...threads.values()].filter(
      (thread) =>
        thread.raised &&
        thread.status === 'open' &&
        thread.rules[finding.rule_id] !== undefined &&
        thread.notes.some(
          (note) => note.rule_id === finding.rule_id && Math.abs(Date.parse(note.time) - at) < spreading,
        ),
    );
  }

  const oldestRaisedFirst = (a: Thread, b: Thread): number =>
    Number(b.raised !== null) - Number(a.raised !== null) ||
    order(a.first_event, b.first_event) ||
    order(a.id, b.id);

  function place(finding: Finding, joined: Joined): void {
    const time = finding.time ?? '';
    const at = Date.parse(time);
    if (Number.isNaN(at)) return; // a finding without a time cannot be placed in a story; it stays in the list of findings
    const mentions = mentionsOf(finding, estate);
    if (mentions.length === 0) return;
    const strong = isStrong(finding);

    const candidates = new Set(sharing(mentions, at));
    if (strong)
      for (const thread of [...adjacent(mentions, at), ...alike(finding, at)]) candidates.add(thread);
    const ordered = [...candidates].sort(oldestRaisedFirst);

    let thread = ordered[0];
    if (!thread) {
      thread = newThread(finding, time);
      threads.set(thread.id, thread);
    }
    // A weak finding may pull watched threads together, but never two raised incidents.
    for (const other of ordered.slice(1)) {
      if (!strong && (other.raised || thread.raised)) continue;
      noteChanges(joined, thread, mergeThreads(thread, other));
      forget(other);
      for (const key of Object.keys(thread.entities)) index(thread, key);
      joined.changed.delete(other);
      joined.merged.push([other.id, thread.id]);
    }
    noteChanges(joined, thread, record(thread, finding, mentions, time));
    raise(thread, finding, mentions, time);
    joined.placed.set(finding.id, thread.id);
  }

  function record(thread: Thread, finding: Finding, mentions: readonly Mention[], time: string): PartKey[] {
    const tactics = tacticsOf(finding);
    thread.finding_count += 1;
    thread.first_event = time < thread.first_event ? time : thread.first_event;
    thread.last_event = time > thread.last_event ? time : thread.last_event;
    thread.level = worse(thread.level, finding.level);
    thread.rules[finding.rule_id] = worse(thread.rules[finding.rule_id] ?? finding.level, finding.level);
    thread.tactics = [...new Set([...thread.tactics, ...tactics])].sort(byOrderOfIntrusion);
    const note = addNote(thread, finding, time, tactics.at(-1) ?? null);
    for (const mention of mentions) {
      const { key, joins: _joins, ...who } = mention;
      const seen = {
        ...who,
        first_seen: time,
        last_seen: time,
        findings: 1,
        level: finding.level,
        tactics,
        signals: {},
      };
      const before = thread.entities[key];
      const entity = before ? mergeEntity(before, seen) : seen;
      addSignal(entity.signals, finding, time, tactics);
      thread.entities[key] = entity;
      index(thread, key);
    }
    return [...(note === undefined ? [] : [note]), ...mentions.map(({ key }) => key)];
  }

  function raise(thread: Thread, finding: Finding, mentions: readonly Mention[], time: string): void {
    if (thread.raised) {
      // A signal that happened earlier but arrived later moves the moment back, so that the story is told in order.
      if (isStrong(finding) && time < thread.raised.at)
        thread.raised = { at: time, because: becauseOfOne(finding) };
      return;
    }
    if (isStrong(finding)) {
      thread.raised = { at: time, because: becauseOfOne(finding) };
      return;
    }
    for (const { key } of mentions) {
      const entity = thread.entities[key]!;
      const risk = riskOf(entity.signals, entity.last_seen);
      if ((entity.kind === 'address' && !isInternal(entity.id)) || !addsUp(risk)) continue;
      // Nobody has proved that it is taken; until somebody proves that it is not, care is planned as if it were.
      entity.standing = 'compromised';
      thread.level = worse(thread.level, 'high');
      const seen = risk.signals.slice(0, 4).map((signal) => `“${signal.title}”`);
      thread.raised = {
        at: time,
        because: `${risk.signals.length} weak signals met on ${entity.name}, together as serious as one strong: ${list(seen, 4)}.`,
      };
      return;
    }
  }

  const becauseOfOne = (finding: Finding): string =>
    `“${finding.title}” (${finding.level}) was seen${finding.host ? ` on ${calledHost(finding.host, estate)}` : ''}.`;

  /** Keeps what is watched bounded. Raised incidents are never forgotten: a person closes them. */
  function prune(joined: Joined): void {
    let newest = Number.NEGATIVE_INFINITY;
    for (const thread of threads.values()) newest = Math.max(newest, Date.parse(thread.last_event));
    const watched = [...threads.values()].filter((thread) => !thread.raised);
    const tooMany = watched.length - watchAtMost;
    if (tooMany > 0) watched.sort((a, b) => order(a.last_event, b.last_event));
    const stale = watched.filter(
      (thread, i) => i < tooMany || Date.parse(thread.last_event) < newest - watchFor,
    );
    for (const thread of stale) {
      forget(thread);
      joined.changed.delete(thread);
      joined.forgotten.push(thread.id);
    }
  }

  return {
    add(findings) {
      const joined: Joined = { changed: new Map(), merged: [], forgotten: [], placed: new Map() };
      if (findings.length === 0) return joined;
      for (const finding of findings) place(finding, joined);
      const into = new Map(joined.merged);
      for (const [finding, thread] of joined.placed) {
        let last = thread;
        for (let next = into.get(last); next !== undefined; next = into.get(last)) last = next;
        joined.placed.set(finding, last);
      }
      prune(joined);
      return joined;
    },
    threads: () => [...threads.values()],
  };
}
