/** `--format navigator`: the scan as a layer (format 4.5) for MITRE's ATT&CK Navigator. */
import {
  type Attack,
  atLeast,
  type Finding,
  type Level,
  layerOf,
  levels,
  techniquesOf,
} from '@cordon/detection';

interface Hit {
  count: number;
  level: Level;
  /** Title of each rule that fired, with how often. */
  titles: Map<string, number>;
}

/** The console's colours of severity by day; a layer has no theme. */
const colours: Record<Level, string> = {
  critical: '#d5281b',
  high: '#ed8b00',
  medium: '#ffb81c',
  low: '#41b6e6',
  informational: '#aeb7bd',
};

const titlesShown = 20;

export function createLayer(attack: Attack) {
  const hits = new Map<string, Hit>();
  return {
    add(finding: Finding): void {
      for (const id of techniquesOf(finding.tags)) {
        const hit = hits.get(id) ?? { count: 0, level: finding.level, titles: new Map<string, number>() };
        hits.set(id, hit);
        hit.count += 1;
        if (!atLeast(hit.level, finding.level)) hit.level = finding.level;
        hit.titles.set(finding.title, (hit.titles.get(finding.title) ?? 0) + 1);
      }
    },
    layer(paths: readonly string[], at: string) {
      const ids = [...hits.keys()].sort();
      return layerOf(attack, {
        name: 'Cordon findings',
        description: `Findings of cordon scan in ${paths.join(', ')}, ${at}. The score is the number of findings, the colour the worst level.`,
        techniques: ids.map((techniqueID) => {
          const { count, level, titles } = hits.get(techniqueID)!;
          return { techniqueID, score: count, color: colours[level], comment: commentOf(titles) };
        }),
        legend: [...levels]
          .reverse()
          .map((level) => ({ label: `worst level: ${level}`, color: colours[level] })),
      });
    },
  };
}

function commentOf(titles: ReadonlyMap<string, number>): string {
  const lines = [...titles].sort((a, b) => b[1] - a[1]).map(([title, count]) => `${count} × ${title}`);
  const more = lines.length > titlesShown ? [`and ${lines.length - titlesShown} more rules`] : [];
  return [...lines.slice(0, titlesShown), ...more].join('\n');
}
