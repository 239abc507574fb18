/** From an event to its findings: the one place where a rule's match becomes something a person reads. */
import { hash } from 'node:crypto';
import type { CorrelationHit, Correlator, Match, RuleSet, SigmaFilter, SigmaRule } from '@cordon/sigma';
import { hitOf } from './correlate.ts';
import { type Event, type Finding, type Level, levels } from './model.ts';

export interface DetectOptions {
  /** Findings below this level are not made. Default: all. */
  minLevel?: Level;
  /** ISO 8601 bounds on the event's own time, inclusive; events without a time are kept. */
  since?: string;
  until?: string;
}

/** Those who hear of matches besides the one who asked for findings. */
export interface DetectListeners {
  /** Told of every match, whatever becomes of it. */
  onMatch?(rule: SigmaRule, event: Event): void;
  /** Told of what rules on test say; those are not among the findings. */
  onTest?(finding: Finding): void;
  isOnTest?(ruleId: string): boolean;
  /** Told of every match that a correlation waits for, whatever the least level. */
  correlator?: Correlator;
  onHit?(hit: CorrelationHit): void;
  /** Told of what a filter hid, and which did. */
  onHidden?(finding: Finding, filter: SigmaFilter): void;
  /** Today, as an ISO 8601 date: filters that expired before hide nothing. */
  today?(): string;
}

export type Detect = (event: Event) => readonly Finding[];

const none: readonly Finding[] = [];

export const atLeast = (level: Level, floor: Level): boolean =>
  levels.indexOf(level) >= levels.indexOf(floor);

/** Stable across runs and machines: the same rule on the same record of the same file gives the same id. */
function findingId(ruleId: string, event: Event): string {
  const key = `${ruleId}\0${event.source.key}\0${event.file}\0${event.recordId}\0${event.envelope().time ?? ''}`;
  return hash('sha256', key, 'hex').slice(0, 24);
}

function toFinding(match: Match, event: Event): Finding {
  const { rule } = match;
  const envelope = event.envelope();
  return {
    id: findingId(rule.id, event),
    rule_id: rule.id,
    title: rule.title,
    level: rule.level,
    tags: [...rule.tags],
    time: envelope.time ?? null,
    host: envelope.host ?? null,
    account: envelope.account ?? null,
    source_address: envelope.sourceAddress ?? null,
    destination_address: envelope.destinationAddress ?? null,
    destination_port: envelope.destinationPort ?? null,
    file: event.file,
    record_id: event.recordId,
    reason: match.explain(),
    format: event.source.format,
    source: event.source.key,
    event: event.raw(),
  };
}

/** One without an expiry never ends. ISO dates compare as text, and a filter is valid to the end of its last day. */
export const stillValid = (filter: SigmaFilter, today: string | undefined): boolean =>
  today === undefined || filter.expires === undefined || filter.expires >= today;

/** Events that match nothing cost one route look-up and the route's predicates; everything else is done only for hits. */
export function createDetect(
  rules: RuleSet,
  options: DetectOptions = {},
  listeners: DetectListeners = {},
): Detect {
  const { minLevel, since, until } = options;
  const { correlator, onMatch, onTest, isOnTest, onHit, onHidden, today } = listeners;
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const to = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
  const timed = since !== undefined || until !== undefined;

  function tell(match: Match, event: Event): Finding | undefined {
    onMatch?.(match.rule, event);
    const hidden = match.hiddenBy.find((filter) => stillValid(filter, today?.()));
    if (hidden) {
      onHidden?.(toFinding(match, event), hidden);
      return undefined;
    }
    if (correlator && onHit) {
      const hit = hitOf(correlator, match, event, findingId(match.rule.id, event));
      if (hit) onHit(hit);
      // Building blocks of correlations speak through these alone; so do everyday steps, whatever a correlation that also
      // names a serious rule says of its rules together: nobody wants to read each sign-in of a hospital.
      const counted = correlator.fieldsOf(match.rule.id) !== undefined;
      if (correlator.isOnlyBuildingBlock(match.rule.id)) return undefined;
      if (counted && match.rule.level === 'informational') return undefined;
    }
    if (isOnTest?.(match.rule.id)) {
      onTest?.(toFinding(match, event));
      return undefined;
    }
    return minLevel === undefined || atLeast(match.rule.level, minLevel)
      ? toFinding(match, event)
      : undefined;
  }

  return (event) => {
    const matches = rules.route(event.source).match(event);
    if (matches.length === 0) return none;
    if (timed) {
      const time = event.envelope().time;
      const at = time === undefined ? Number.NaN : Date.parse(time);
      if (at < from || at > to) return none;
    }
    return matches.map((match) => tell(match, event)).filter((finding) => finding !== undefined);
  };
}
