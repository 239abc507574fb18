/** A raised thread, told as an incident: title, summary, timeline and who is at risk, in plain English. */
import type { Containment, Reach } from '@cordon/containment';
import { saidByModel } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import { advise } from './advise.ts';
import { calledHost } from './entities.ts';
import type { Incident, TimelineEntry } from './model.ts';
import { riskOf } from './risk.ts';
import { furthest } from './tactics.ts';
import type { Thread, ThreadEntity } from './thread.ts';
import { list, moment, plural, span } from './words.ts';

const standingOrder = { compromised: 0, suspected: 1, touched: 2 } as const;

export function entitiesOf(thread: Thread): ThreadEntity[] {
  return Object.values(thread.entities).sort(
    (a, b) => standingOrder[a.standing] - standingOrder[b.standing] || (a.first_seen < b.first_seen ? -1 : 1),
  );
}

const isHost = (entity: ThreadEntity): boolean => entity.kind === 'asset' || entity.kind === 'host';

export function reachOf(thread: Thread, containment: Pick<Containment, 'reach'> | null): Reach {
  const compromised = entitiesOf(thread)
    .filter((entity) => entity.kind === 'asset' && entity.standing === 'compromised')
    .map((entity) => entity.id);
  return containment && compromised.length > 0
    ? containment.reach(compromised)
    : { compromised, unknown: [], assets: [], services: [] };
}

function titleOf(thread: Thread, taken: readonly ThreadEntity[], accounts: readonly ThreadEntity[]): string {
  const stage = furthest(thread.tactics)?.headline ?? 'Suspicious activity';
  const first = taken[0] ?? entitiesOf(thread).find(isHost);
  if (taken.length > 1 && first) return `${stage}: ${taken.length} hosts, first ${first.name}`;
  if (first) return `${stage} on ${first.name}`;
  return accounts[0] ? `${stage} by ${accounts[0].name}` : stage;
}

function summaryOf(
  thread: Thread,
  taken: readonly ThreadEntity[],
  accounts: readonly ThreadEntity[],
  reach: Reach,
  estate: Estate | null,
): string {
  const first = thread.notes.reduce((a, b) => (b.time < a.time ? b : a));
  const sentences: string[] = [];
  const where = first.host ? ` on ${calledHost(first.host, estate)}` : '';
  sentences.push(`It began on ${moment(first.time)} with “${first.text}”${where}.`);

  const stage = furthest(thread.tactics);
  const models = Object.keys(thread.rules).filter(saidByModel).length;
  const sayers = [
    plural(Object.keys(thread.rules).length - models, 'rule'),
    ...(models > 0 ? [plural(models, 'model')] : []),
  ];
  const course = `${plural(thread.finding_count, 'finding')} from ${sayers.join(' and ')} over ${span(thread.first_event, thread.last_event)}`;
  sentences.push(
    stage ? `There are ${course}; the furthest sign so far is ${stage.phrase}.` : `There are ${course}.`,
  );

  if (taken.length > 0) {
    sentences.push(
      `${plural(taken.length, 'host')} must be taken as compromised: ${list(taken.map((entity) => entity.name))}.`,
    );
  } else if (accounts.length > 0) {
    sentences.push(
      `No host is shown to be compromised; the activity is by ${list(accounts.map((entity) => entity.name))}.`,
    );
  }

  const hit = reach.services.filter((service) => service.state === 'hit');
  const next = reach.services.filter((service) => service.state === 'reachable' && service.urgency <= 2);
  if (hit.length > 0)
    sentences.push(
      `Patient services already affected: ${list(
        hit.map((service) => service.name),
        5,
      )}.`,
    );
  if (next.length > 0) {
    sentences.push(
      `Within reach over allowed connections: ${list(
        next.map((service) => service.name),
        5,
      )}.`,
    );
  }
  if (estate === null) sentences.push('No estate was given, so the patient services at risk are unknown.');
  else {
    const strangers = entitiesOf(thread)
      .filter((entity) => entity.kind === 'host')
      .map((entity) => entity.name);
    if (strangers.length > 0) {
      sentences.push(`Not in the estate, so what depends on them is unknown: ${list(strangers)}.`);
    }
  }
  return sentences.join(' ');
}

function timelineOf(thread: Thread): TimelineEntry[] {
  return thread.notes
    .map(({ rule_id: _rule, count, ...entry }) => ({
      ...entry,
      text: count > 1 ? `${entry.text} (${count} times within the hour)` : entry.text,
    }))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** `thread` must be raised. */
export function tell(thread: Thread, reach: Reach, estate: Estate | null): Incident {
  if (!thread.raised)
    throw new Error(`thread ${thread.id} is watched, not raised: there is no incident to tell`);
  const entities = entitiesOf(thread);
  const taken = entities.filter((entity) => isHost(entity) && entity.standing === 'compromised');
  const accounts = entities.filter((entity) => entity.kind === 'account' && entity.standing !== 'touched');
  return {
    id: thread.id,
    title: titleOf(thread, taken, accounts),
    level: thread.level,
    status: thread.status,
    first_event: thread.first_event,
    raised: thread.raised.at,
    last_event: thread.last_event,
    raised_because: thread.raised.because,
    summary: summaryOf(thread, taken, accounts, reach, estate),
    tactics: thread.tactics,
    entities: entities.map(({ level: _level, tactics: _tactics, signals, ...entity }) => ({
      ...entity,
      risk: Math.round(riskOf(signals, entity.last_seen).score),
    })),
    timeline: timelineOf(thread),
    services: reach.services,
    actions: advise(thread, entities, reach, estate),
    finding_count: thread.finding_count,
  };
}
