/** Which log sources of rules are among those that events came from: asked of the routing that detection itself uses. */
import {
  compileRuleSet,
  type EventSource,
  type Logsource,
  type LogsourceMapping,
  parseRules,
} from '@cordon/sigma';

/** A source as its key tells it (see readers/sources.ts): enough of it for routing. */
export function sourceOfKey(key: string): EventSource {
  const [product, ...rest] = key.split('|');
  if (product === 'windows' && rest.length >= 2 && !rest[0]!.startsWith('category=')) {
    const [channel, eventId] = rest;
    return {
      key,
      product,
      fixed: {
        ...(channel !== '' && channel !== undefined && { Channel: channel }),
        ...(eventId !== undefined && /^\d+$/.test(eventId) && { EventID: Number(eventId) }),
      },
    };
  }
  const category = rest.find((part) => part.startsWith('category='))?.slice('category='.length);
  const service = rest.find((part) => !part.startsWith('category='));
  return {
    key,
    ...(product !== undefined && { product }),
    ...(category !== undefined && { category }),
    ...(service !== undefined && { service }),
    fixed: {},
  };
}

/** `windows process_creation`, for people. */
export const logsourceWords = ({ product, category, service }: Logsource): string =>
  [product, category, service].filter((part) => part !== undefined).join(' ') || 'any source';

/** A rule of a log source that asks nothing else: where it is routed to, events of that log source come from. */
function probeOf(logsource: Logsource) {
  const rule = {
    title: 'probe',
    id: '00000000-0000-4000-8000-000000000000',
    logsource,
    detection: { any: { cordonProbe: 'x' }, condition: 'any' },
  };
  // YAML reads JSON.
  return parseRules(JSON.stringify(rule), 'probe').rules;
}

/** Says whether events of a log source were seen; each log source is asked once. */
export function createSeen(
  keys: readonly string[],
  mappings: readonly LogsourceMapping[],
): (logsource: Logsource) => boolean {
  const sources = keys.map(sourceOfKey);
  const known = new Map<string, boolean>();
  return (logsource) => {
    const words = logsourceWords(logsource);
    let seen = known.get(words);
    if (seen === undefined) {
      const probe = compileRuleSet(probeOf(logsource), { mappings: [...mappings] });
      seen = sources.some((source) => probe.route(source).ruleCount > 0);
      known.set(words, seen);
    }
    return seen;
  };
}
