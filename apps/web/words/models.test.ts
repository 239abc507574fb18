/** Guards: a model that sounds surer than it is. */
import type { ModelView } from '@cordon/server/api';
import { describe, expect, it } from 'vitest';
import { effectWord, familyWords, scoreWord, wrongWord } from './models.ts';

const figures: NonNullable<ModelView['figures']> = {
  captures: null,
  hits: 14,
  findings: 36,
  family_hits: 47,
  family_findings: 75,
  budget: 10,
  precision_at_budget: 0.393,
  steps_seen: 8,
  steps: 21,
  false_per_day: 2,
  missed: [],
  limits: [],
};
const model = (over: Partial<ModelView>): ModelView =>
  ({
    threshold: { shipped: 12, now: 12, moves_after: 5 },
    judged: { useful: 0, useful_kept: 0, not_useful: 0, not_useful_kept: 0 },
    ...over,
  }) as ModelView;

describe('what is said of models', () => {
  it('says how often it was wrong, and that this is simulated', () => {
    expect(wrongWord(figures)).toBe('22 of its 36 findings in simulated days and attacks were wrong.');
    expect(wrongWord({ ...figures, hits: 1, findings: 1 })).toMatch(/^None of its 1 finding/);
    expect(wrongWord({ ...figures, hits: 0, findings: 0 })).toMatch(/said nothing/);
    expect(familyWords(figures)).toEqual([
      'Right in 47 of 75 findings (simulated)',
      'If thresholds were lowered to 10 findings a day, right 39 % of the time (simulated)',
      'Missed 13 of 21 attack steps that its logs show (simulated)',
      '2 false findings on an ordinary day (simulated)',
    ]);
    expect(familyWords({ ...figures, false_per_day: null })[3]).toContain('not known');
    expect(familyWords({ ...figures, captures: { captures: 5, hits: 4, findings: 5 } }).at(-1)).toBe(
      'Right in 4 of 5 findings on 5 real captures',
    );
  });

  it('tells apart a threshold that cannot move yet, one that stays and one that moved', () => {
    expect(effectWord(model({}))).toContain('0 so far');
    const judged = { useful: 3, useful_kept: 3, not_useful: 4, not_useful_kept: 4 };
    expect(effectWord(model({ judged }))).toContain('as shipped: no other');
    expect(
      effectWord(
        model({
          threshold: { shipped: 12, now: 16.84, moves_after: 5 },
          judged: { ...judged, not_useful_kept: 1 },
        }),
      ),
    ).toBe(
      'It now speaks from 16.8 (as shipped: 12). Of 3 judged useful, 3 would still come; of 4 judged not useful, 1.',
    );
  });

  it('writes scores of every size', () => {
    expect([0.6123, 14.032, 1500.4].map(scoreWord)).toEqual(['0.612', '14', '1,500']);
  });
});
