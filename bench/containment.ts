/**
 * What an incident asks of containment, on hospitals of about 1,000, 10,000 and 100,000 assets: `npx tsx bench/containment.ts [runs]`.
 * Each is the sample hospital with its assets several times over. Prints how large the graph of movement is, how long it takes to
 * build, how long until the blast radius is known at three paces, how long a plan takes, whether it is proved the best, and the
 * memory of the process after it. Bound: a blast radius in under one second at 100,000 assets. Times are user CPU time, the fastest of the
 * runs: on a shared machine the wall clock also measures the neighbours.
 */

import { createEstate, type EstateData, loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { blastRadius } from '../modules/containment/blast.ts';
import { loadKnowledge } from '../modules/containment/knowledge.ts';
import { buildMovement } from '../modules/containment/movement/index.ts';
import { createPlanner } from '../modules/containment/plan.ts';

const runs = Number(process.argv[2] ?? 3);
const hospital = projectPath('content', 'hospitals', 'st-aldhelms');
const sample = await loadEstate(hospital);
const { entries } = await loadRegisters(hospital, sample);
const knowledge = loadKnowledge();
const held = { assets: ['sah-fin-pc03', 'sah-fs01', 'sah-sccm01'], accounts: [] };

function fastest<T>(work: () => T): { ms: number; made: T } {
  let best = Number.POSITIVE_INFINITY;
  let made!: T;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    made = work();
    best = Math.min(best, process.cpuUsage(before).user / 1000);
  }
  return { ms: best, made };
}

const manyfold = (times: number): EstateData => ({
  ...sample,
  assets: Array.from({ length: times }, (_, copy) =>
    sample.assets.map((asset) =>
      copy === 0
        ? asset
        : { ...asset, id: `${asset.id}-${copy}`, hostname: `${asset.hostname}-${copy}`, addresses: [] },
    ),
  ).flat(),
});

const table: Record<string, Record<string, string>> = {};
const seconds = (ms: number): string => (ms / 1000).toFixed(2);
for (const times of [2, 16, 162]) {
  const estate = createEstate(manyfold(times));
  const build = fastest(() => buildMovement({ estate, entries, knowledge, today: '2026-03-11' }));
  const scene = { estate, knowledge, movement: build.made };
  const blast = fastest(() => blastRadius(scene, held, { horizon: 1_440 }));
  const planner = fastest(() => createPlanner(scene));
  const plan = fastest(() => planner.made.propose(held, { horizon: 1_440, hour: 3, stop: () => false }));
  const { nodeCount, edgeCount } = build.made.graph;
  table[`${estate.assets.length.toLocaleString('en')} assets`] = {
    nodes: nodeCount.toLocaleString('en'),
    edges: edgeCount.toLocaleString('en'),
    'build s': seconds(build.ms),
    'blast s': seconds(blast.ms),
    reached: blast.made.assets.length.toLocaleString('en'),
    'actions s': seconds(planner.ms),
    'plan s': seconds(plan.ms),
    proved: String(plan.made.proved),
    'MB after': String(Math.round(process.memoryUsage().rss / 1_048_576)),
  };
}
console.table(table);
