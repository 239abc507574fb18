/** The rules of a scan by id, for formats that tell what a rule says and not only that it fired. */
import { readFileSync } from 'node:fs';
import { openRules } from '@cordon/detection';

export interface KnownRule {
  title: string;
  description: string | null;
  tags: readonly string[];
  /** As its author wrote it. */
  text: string;
}

/** Null for an id that is not among them. */
export type KnownRules = (id: string) => KnownRule | null;

export async function loadKnownRules(dirs: readonly string[], cacheDir: string): Promise<KnownRules> {
  const { ruleSet, correlations } = await openRules(dirs, cacheDir);
  const byId = new Map([...ruleSet.rules, ...correlations].map((rule) => [rule.id, rule]));
  return (id) => {
    const rule = byId.get(id);
    if (!rule) return null;
    const { title, description, tags, file } = rule;
    return { title, description, tags, text: readFileSync(file, 'utf8') };
  };
}
