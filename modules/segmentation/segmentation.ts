/** Segmentation before the attack: what to let through between zones, what that buys, and the lines that do it. */
import { checkPatterns } from './check.ts';
import { discover } from './discover.ts';
import { type ExportOptions, exportPolicy } from './export.ts';
import type { Exported, SegmentationView, Simulation } from './model.ts';
import type { Pattern } from './patterns.ts';
import { type RecommendOptions, recommend } from './recommend.ts';
import { type Ground, movedPorts, simulate } from './simulate.ts';

export interface Segmentation {
  view(): SegmentationView;
  /** Takes a second or two. */
  simulate(): Promise<Simulation>;
  /** @throws NOTHING_TO_ENFORCE, CANNOT_SAY */
  export(options: ExportOptions): Exported;
}

export function createSegmentation(
  ground: Ground,
  patterns: readonly Pattern[],
  options?: RecommendOptions,
): Segmentation {
  const { estate, seen, knowledge } = ground;
  const recommendation = recommend(estate, seen, options);
  return {
    view: () => ({
      about_seen: seen.about ?? null,
      recommendation,
      checks: checkPatterns(estate, patterns, movedPorts(knowledge)),
      discovered: discover(estate, seen),
      zones: estate.zones.map(({ id, name }) => ({ id, name })),
    }),
    simulate: () => simulate(ground, recommendation),
    export: (asked) => exportPolicy(estate, recommendation, movedPorts(knowledge), asked),
  };
}
