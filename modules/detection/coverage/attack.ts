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
});
/** `tactics` by short name, in the order of the matrix. */
const Technique = z.object({ id: z.string(), name: z.string(), tactics: z.array(z.string()) });

/** Every live technique of enterprise ATT&CK, so that other people's rules are named too and gaps can be counted. */
const AttackFile = z.object({
  notice: z.string(),
  version: z.string(),
  /** In the order of the matrix. */
  tactics: z.array(Tactic),
  techniques: z.array(Technique),
});
export type Tactic = z.infer<typeof Tactic>;
export type Technique = z.infer<typeof Technique>;

export interface Attack extends z.infer<typeof AttackFile> {
  /** A technique that this version of ATT&CK does not have is known by its id alone. */
  technique(id: string): Technique;
}

export function loadAttack(file = projectPath('content', 'attack', 'techniques.json')): Attack {
  const whole = AttackFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  const byId = new Map(whole.techniques.map((technique) => [technique.id, technique]));
  return { ...whole, technique: (id) => byId.get(id) ?? { id, name: id, tactics: [] } };
}

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
