/** This engine, as the conformance suite sees it. */
import { type CorrelationHit, compileRuleSet, createCorrelator, parseRules } from '../index.ts';
import { anySource, eventOf } from './helpers.ts';
import type { ConformanceEngine } from './run.ts';

export const cordon: ConformanceEngine = {
  load(yaml, placeholders) {
    const { rules, correlations, filters, refusals } = parseRules(yaml, 'dir/file.yml');
    const set = compileRuleSet(rules, { mappings: [], placeholders, filters });
    const correlator = createCorrelator(correlations, set.rules);
    const matches = (record: Parameters<typeof eventOf>[0]) =>
      set
        .route(anySource)
        .match(eventOf(record))
        .filter(({ hiddenBy }) => hiddenBy.length === 0);
    return {
      refusals: [...refusals, ...set.refusals, ...correlator.refusals],
      match: (record) => matches(record).map(({ rule }) => rule.title),
      correlate(records) {
        const alerts = records.flatMap(({ time, record }, i) =>
          matches(record).flatMap(({ rule, read }) => {
            const values: Record<string, CorrelationHit['values'][string]> = {};
            for (const field of correlator.fieldsOf(rule.id) ?? []) values[field] = read(field);
            return correlator.add({ rule: rule.id, time, ref: `${i}`.padStart(3, '0'), values });
          }),
        );
        return [...alerts, ...correlator.end()].map(({ correlation: { title }, time }) => ({ title, time }));
      },
    };
  },
};
