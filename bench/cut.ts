/**
 * The cut that costs least, on one thread: `npx tsx bench/cut.ts [seconds allowed, default 30]`.
 *
 * Made-up estates of 1,000, 10,000 and 100,000 assets with eight edges seen between assets for each, where choices are single
 * accounts and assets, pairs of zones, whole zones and protocols, most edges being closed by any of four. Each row is the worst of
 * three estates: CPU seconds until the best set is proved, or how far bound and best are apart when the time allowed is over; what is
 * left after condensing; the most memory. The peer is HiGHS, given the same question as a linear programme in the same run, where it
 * can be expected to finish.
 */
import { type Cut, type CutProblem, cheapestCut } from '@cordon/reach';
import loadHighs from 'highs';
import { makeEstate } from '../engines/reach/testing/estates.ts';
import { writeMilp } from '../engines/reach/testing/milp.ts';

const allowed = Number(process.argv[2] ?? 30);
const highs = await loadHighs();

function cpuSeconds<T>(work: (elapsed: () => number) => T): { answer: T; seconds: number } {
  const before = process.cpuUsage();
  const elapsed = () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  const answer = work(elapsed);
  return { answer, seconds: elapsed() };
}

function cordon(problem: CutProblem, atMost: number) {
  let memory = 0;
  const { answer, seconds } = cpuSeconds((elapsed) =>
    cheapestCut(problem, {
      atMost,
      stop() {
        const { arrayBuffers, heapUsed } = process.memoryUsage();
        memory = Math.max(memory, arrayBuffers + heapUsed);
        return elapsed() > allowed;
      },
    }),
  );
  return { cut: answer, seconds, memory };
}

/** CPU seconds to the proved optimum, which must be the same; infinite when it takes more than the time allowed. */
function peer(problem: CutProblem, atMost: number, cut: Cut): number {
  const { answer, seconds } = cpuSeconds(() =>
    highs.solve(writeMilp(problem, atMost), { output_flag: false, mip_rel_gap: 0, time_limit: allowed }),
  );
  if (answer.Status !== 'Optimal') return Infinity;
  if (cut.proved && Math.abs(answer.ObjectiveValue - cut.total) > 1e-4) throw new Error('the two disagree');
  return seconds;
}

const table: Record<string, Record<string, string>> = {};
const count = (value: number) => value.toLocaleString('en');
for (const [assets, hasPeer] of [
  [1_000, true],
  [10_000, false],
  [100_000, false],
] as const) {
  const zones = Math.round(Math.sqrt(assets));
  const shape = { assets, zones, zonePairs: 8 * zones, seen: 8 * assets, accounts: assets / 20 };
  for (const atMost of [Infinity, 5]) {
    const runs = [1, 2, 3].map((seed) => {
      const problem = makeEstate({ ...shape, seed });
      const run = cordon(problem, atMost);
      return { problem, ...run, peer: hasPeer ? peer(problem, atMost, run.cut) : Number.NaN };
    });
    const slowest = runs.reduce((a, b) => (a.seconds > b.seconds ? a : b));
    const { graph, choices } = slowest.problem;
    const gap = Math.max(...runs.map(({ cut }) => (cut.total - cut.bound) / cut.total));
    const peers = Math.max(...runs.map((run) => run.peer));
    table[`${count(assets)} assets${atMost === Infinity ? '' : `, at most ${atMost}`}`] = {
      edges: count(graph.edgeCount),
      choices: count(choices.length),
      proved: `${runs.filter(({ cut }) => cut.proved).length} of ${runs.length}`,
      gap: `${(100 * gap).toFixed(1)} %`,
      seconds: slowest.seconds.toFixed(2),
      branches: count(Math.max(...runs.map(({ cut }) => cut.branches))),
      MB: (Math.max(...runs.map(({ memory }) => memory)) / 1e6).toFixed(0),
      'HiGHS s': Number.isNaN(peers) ? '' : peers === Infinity ? `over ${allowed}` : peers.toFixed(2),
      ratio: Number.isFinite(peers) ? `${(peers / slowest.seconds).toFixed(1)}x` : '',
    };
  }
}
console.table(table);
