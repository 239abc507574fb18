/** Guards: feedback that silences what was useful, runs away, or depends on the order in which it was said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFeedback, type Feedback, modelEntry } from './index.ts';

const model = 'network.scan';
const shipped = modelEntry(model).threshold;
const judgement = fc.record({
  score: fc.double({ min: shipped, max: 40 * shipped, noNaN: true }),
  useful: fc.boolean(),
});
const of = (said: readonly Omit<Feedback, 'model'>[]): Feedback[] => said.map((each) => ({ model, ...each }));
const after = (said: readonly Omit<Feedback, 'model'>[]): number =>
  applyFeedback({}, of(said)).thresholds[model] ?? shipped;

describe('thresholds that people move', () => {
  it('never pass what was useful, never fall, never triple, whatever is said and in whatever order', () =>
    fc.assert(
      fc.property(fc.array(judgement, { maxLength: 30 }), (said) => {
        const threshold = after(said);
        const useful = said.filter((each) => each.useful).map(({ score }) => score);
        expect(threshold).toBeGreaterThanOrEqual(shipped);
        expect(threshold).toBeLessThanOrEqual(
          Math.min(3 * shipped, ...useful.map((score) => Math.max(score, shipped))),
        );
        expect(after(said.toReversed())).toBe(threshold);
        if (said.length < 5) expect(threshold).toBe(shipped);
      }),
    ));

  it('pass what was not useful as soon as five were judged', () => {
    const wrong = [8, 9, 10, 11, 12].map((score) => ({ score, useful: false }));
    expect(after(wrong)).toBeCloseTo(12.6);
    expect(after(wrong.slice(1))).toBe(shipped);
    expect(after([...wrong, { score: 10.5, useful: true }])).toBe(10.5);
  });
});
