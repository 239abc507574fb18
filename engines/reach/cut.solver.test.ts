/**
 * The risk: an answer that is right on eight nodes and wrong on hundreds, where trying every set is out of the question. So
 * HiGHS, which knows nothing of graphs, is given the same question as a linear programme, and must find nothing better.
 */
import loadHighs from 'highs';
import { expect, test } from 'vitest';
import { cheapestCut } from './index.ts';
import { makeEstate } from './testing/estates.ts';
import { writeMilp } from './testing/milp.ts';

const highs = await loadHighs();

const cases = [
  { assets: 40, zones: 5, zonePairs: 12, seen: 60, accounts: 8, atMost: Infinity },
  { assets: 40, zones: 5, zonePairs: 12, seen: 60, accounts: 8, atMost: 3 },
  { assets: 120, zones: 8, zonePairs: 24, seen: 0, accounts: 30, atMost: Infinity },
  { assets: 120, zones: 8, zonePairs: 24, seen: 0, accounts: 30, atMost: 5 },
  { assets: 200, zones: 10, zonePairs: 40, seen: 300, accounts: 15, atMost: Infinity },
  { assets: 800, zones: 25, zonePairs: 80, seen: 0, accounts: 40, atMost: Infinity },
];

test.each(cases)('$assets assets, at most $atMost choices: HiGHS finds the same least total', (shape) => {
  const { atMost } = shape;
  for (const seed of [11, 12]) {
    const problem = makeEstate({ ...shape, seed });
    const cut = cheapestCut(problem, { atMost });
    const solved = highs.solve(writeMilp(problem, atMost), { output_flag: false, mip_rel_gap: 0 });
    expect(solved.Status).toBe('Optimal');
    expect(cut.total).toBeCloseTo(solved.ObjectiveValue, 4);
    expect(cut.bound).toBeCloseTo(solved.ObjectiveValue, 4);
    expect(cut.proved).toBe(true);
    expect(cut.chosen.length).toBeLessThanOrEqual(atMost);
  }
});
