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
    // A channel is what a record says it is, with a bar in it too.
    const parts = rest.at(-1) === 'json' ? rest.slice(0, -1) : rest;
    const eventId = parts.at(-1);
    const channel = parts.slice(0, -1).join('|');
    return {
      key,
      product,
      fixed: {
        ...(channel !== '' && { Channel: channel }),
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

/** Says which of the sources rules of a log source are about; each log source is asked once. */
export function createSourcesOf(
  keys: readonly string[],
  mappings: readonly LogsourceMapping[],
): (logsource: Logsource) => readonly string[] {
  const sources = keys.map(sourceOfKey);
  const known = new Map<string, readonly string[]>();
  return (logsource) => {
    const words = logsourceWords(logsource);
    let found = known.get(words);
    if (found === undefined) {
      const probe = compileRuleSet(probeOf(logsource), { mappings: [...mappings] });
      found = sources.filter((source) => probe.route(source).ruleCount > 0).map(({ key }) => key);
      known.set(words, found);
    }
    return found;
  };
}

/** Says whether events of a log source were seen. */
export function createSeen(
  keys: readonly string[],
  mappings: readonly LogsourceMapping[],
): (logsource: Logsource) => boolean {
  const sourcesOf = createSourcesOf(keys, mappings);
  return (logsource) => sourcesOf(logsource).length > 0;
}
