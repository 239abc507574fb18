/** Sets what rules, correlations and models tag against ATT&CK, against the log sources that there are, and against what was replayed. Pure. */
import type { Logsource, SigmaCorrelation, SigmaRule } from '@cordon/sigma';
import { modelEntry, modelIds, ruleIdOf } from '../models/index.ts';
import { type Attack, techniquesOf } from './attack.ts';
import type { Coverage, CoverageKind, CoveredTechnique, Proof, SourceState } from './model.ts';
import type { ProvedRule } from './proved.ts';
import { logsourceWords } from './sources.ts';

export interface CoverageRule extends Pick<SigmaRule, 'id' | 'title' | 'level' | 'tags'> {
  kind: CoverageKind;
  /** A rule or correlation needs all of them; a model speaks of whichever it gets. */
  logsources: readonly Logsource[];
}

/** A correlation needs the log sources of the rules that it joins; one that joins correlations needs theirs. */
export function coverageRules(
  rules: readonly SigmaRule[],
  correlations: readonly SigmaCorrelation[],
): CoverageRule[] {
  const known = new Map(
    [...rules, ...correlations].flatMap((one) => [
      [one.id, one] as const,
      [one.name ?? one.id, one] as const,
    ]),
  );
  const sourcesOf = (one: SigmaRule | SigmaCorrelation, met: ReadonlySet<unknown>): Logsource[] => {
    if (one.kind === 'rule') return [one.logsource];
    if (met.has(one)) return [];
    const joined = one.rules.map((ref) => known.get(ref)).filter((part) => part !== undefined);
    return joined.flatMap((part) => sourcesOf(part, new Set([...met, one])));
  };
  return [...rules, ...correlations].map((one) => {
    const { id, title, level, tags } = one;
    return { id, title, level, tags, kind: one.kind, logsources: sourcesOf(one, new Set()) };
  });
}

/** At the highest level that each may say. */
export const coverageModels = (): CoverageRule[] =>
  modelIds.map((id) => {
    const { title, tags, reads, medium, high } = modelEntry(id);
    const level = high !== undefined ? 'high' : medium !== undefined ? 'medium' : 'low';
    return { id: ruleIdOf(id), title, level, tags: [...tags], kind: 'model', logsources: reads };
  });

export interface CoverageNeeds {
  attack: Attack;
  rules: readonly CoverageRule[];
  /** Null when nobody has said which log sources there are. */
  seen: ((logsource: Logsource) => boolean) | null;
  proved: ReadonlyMap<string, ProvedRule>;
}

export function coverageOf({ attack, rules, seen, proved }: CoverageNeeds): Coverage {
  const byTechnique = new Map<string, CoverageRule[]>();
  for (const rule of rules) {
    for (const id of techniquesOf(rule.tags)) {
      const others = byTechnique.get(id);
      if (others) others.push(rule);
      else byTechnique.set(id, [rule]);
    }
  }
  const techniques = [...byTechnique]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, own]): CoveredTechnique => {
      const { name, tactics } = attack.technique(id);
      return {
        id,
        name,
        tactics,
        rules: own.map(({ id, title, level, kind }) => ({ id, title, level, kind })),
        ...sourcesOf(own, seen),
        proof: proofOf(id, own, proved),
      };
    });
  return {
    attack: { version: attack.version, notice: attack.notice },
    tactics: attack.tactics.map(({ shortname, name }) => {
      const under = techniques.filter((technique) => technique.tactics.includes(shortname));
      const count = (holds: (technique: CoveredTechnique) => boolean): number => under.filter(holds).length;
      return {
        shortname,
        name,
        techniques: attack.techniques.filter((technique) => technique.tactics.includes(shortname)).length,
        ruled: under.length,
        sourced: count(({ source }) => source === 'seen'),
        proved: count(({ proof }) => proof === 'recording'),
      };
    }),
    techniques,
    rules: rules.filter(({ kind }) => kind !== 'model').length,
    models: rules.filter(({ kind }) => kind === 'model').length,
    untagged: rules.filter(({ tags }) => techniquesOf(tags).length === 0).length,
  };
}

function sourcesOf(
  rules: readonly CoverageRule[],
  seen: CoverageNeeds['seen'],
): { source: SourceState; missing: string[] } {
  if (seen === null) return { source: 'unknown', missing: [] };
  const without = rules.filter(({ kind, logsources }) =>
    kind === 'model' ? !logsources.some(seen) : !logsources.every(seen),
  );
  return {
    source: without.length < rules.length ? 'seen' : 'not-seen',
    missing: [
      ...new Set(
        without.flatMap(({ logsources }) => logsources.filter((one) => !seen(one)).map(logsourceWords)),
      ),
    ].sort(),
  };
}

/** A rule proves only what it tagged when it was replayed: a tag added since is a claim like any other. */
function proofOf(technique: string, rules: readonly CoverageRule[], proved: CoverageNeeds['proved']): Proof {
  const proofs = rules.map(({ id }) => proved.get(id)).filter((one) => one?.techniques.includes(technique));
  if (proofs.some((one) => one!.recordings.length > 0)) return 'recording';
  return proofs.some((one) => one!.fixture) ? 'fixture' : 'none';
}
