/** Filters at work: evaluated plainly, and only on events that a rule with filters has already matched. */
import { comparisonHolds } from './evaluate.ts';
import { conditionHolds } from './explain.ts';
import type { Applicability } from './logsource.ts';
import { type Comparison, type ReadComparison, readComparison } from './modifiers.ts';
import type { Detection, Search, SigmaEvent, SigmaFilter, SigmaRule } from './types.ts';

/** A way of applying a rule, with its open conditions read once. */
export interface ReadWay extends Applicability {
  readonly routing: readonly Comparison[];
}

export const readWay = (way: Applicability): ReadWay => ({
  ...way,
  routing: way.when.map(({ field, values }) =>
    readComparison({ kind: 'field', field, modifiers: [], values: [...values], line: 0 }, null),
  ),
});

export const noFilters: readonly SigmaFilter[] = Object.freeze([]);

/** The filters whose condition does not hold on the event, read by the names that the rule's own fields have there. */
export function hidingFilters(
  filters: readonly SigmaFilter[],
  rule: SigmaRule,
  event: SigmaEvent,
  ways: readonly ReadWay[],
  read: ReadComparison,
): readonly SigmaFilter[] {
  if (filters.length === 0) return noFilters;
  const way = matchingWay(rule, event, ways, read);
  const hiding = filters.filter(({ detection }) => !detectionHolds(detection, event, way, read));
  return hiding.length === 0 ? noFilters : hiding;
}

/** In which of the ways that a rule applies to a source it matched this event. */
export function matchingWay(
  rule: SigmaRule,
  event: SigmaEvent,
  ways: readonly ReadWay[],
  read: ReadComparison,
): ReadWay {
  if (ways.length === 1) return ways[0]!;
  const matched = ways.find(
    (way) =>
      way.routing.every((comparison) => comparisonHolds(comparison, event, sameName)) &&
      detectionHolds(rule.detection, event, way, read),
  );
  return matched ?? ways[0]!;
}

const sameName = (name: string) => name;

export function nameIn({ fields }: Applicability, field: string): string {
  return Object.hasOwn(fields, field) ? fields[field]! : field;
}

function detectionHolds(
  { selections, condition }: Detection,
  event: SigmaEvent,
  way: Applicability,
  read: ReadComparison,
): boolean {
  const searchHolds = (search: Search): boolean => {
    if (search.kind === 'field') return comparisonHolds(read(search), event, (field) => nameIn(way, field));
    return search.kind === 'all' ? search.of.every(searchHolds) : search.of.some(searchHolds);
  };
  return conditionHolds(condition, (name) => searchHolds(selections[name]!));
}
