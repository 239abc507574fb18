/** Names of MITRE ATT&CK tactics and techniques: what rules tag by id is shown to people by name. Reads content/attack. */
import { readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { z } from 'zod';

const Tactic = z.object({
  /** As in `TA0040`. */
  id: z.string(),
  name: z.string(),
  /** As Sigma tags name it after `attack.`. */
  shortname: z.string(),
  /** How many techniques, sub-techniques included, ATT&CK lists under it: what a coverage is measured against. */
  techniques: z.number().int(),
});
const Technique = z.object({ id: z.string(), name: z.string(), tactics: z.array(z.string()) });

export const AttackFile = z.object({
  notice: z.string(),
  version: z.string(),
  /** In the order of the ATT&CK matrix. */
  tactics: z.array(Tactic),
  /** Those that the project's rules tag, and their parents. */
  techniques: z.array(Technique),
});
export type AttackFile = z.infer<typeof AttackFile>;
export type Tactic = z.infer<typeof Tactic>;
export type Technique = z.infer<typeof Technique>;

export interface Attack {
  version: string;
  notice: string;
  tactics: readonly Tactic[];
  /** Other people's rules tag techniques that have no name here: such a technique is known by its id alone. */
  technique(id: string): Technique;
}

export const attackFile = (): string => projectPath('content', 'attack', 'techniques.json');

export function loadAttack(): Attack {
  const { techniques, ...rest } = AttackFile.parse(JSON.parse(readFileSync(attackFile(), 'utf8')));
  const byId = new Map(techniques.map((technique) => [technique.id, technique]));
  return { ...rest, technique: (id) => byId.get(id) ?? { id, name: id, tactics: [] } };
}

/** `T1059` of `T1059.001`; null for what is no sub-technique. */
export const parentOf = (technique: string): string | null => /^(T\d+)\.\d+$/.exec(technique)?.[1] ?? null;

/** The techniques that tags name, as ATT&CK writes them: `attack.t1059.001` is `T1059.001`. */
export const techniquesOf = (tags: readonly string[]): string[] => [
  ...new Set(tags.flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? [])),
];

/** A technique under each of its tactics that the tags name too; under all of its own when they name none. */
export function tacticsFor(technique: Technique, tags: readonly string[], attack: Attack): Tactic[] {
  const tagged = new Set(tags.map((tag) => tag.toLowerCase().slice('attack.'.length).replaceAll('_', '-')));
  const own = attack.tactics.filter(({ shortname }) => technique.tactics.includes(shortname));
  const named = attack.tactics.filter(({ shortname }) => tagged.has(shortname));
  const both = own.filter((tactic) => named.includes(tactic));
  if (both.length > 0) return both;
  return own.length > 0 ? own : named;
}
