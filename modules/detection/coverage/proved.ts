/** Which rules, correlations and models spoke of what was replayed, as content/coverage/proved.json keeps it. */
import { existsSync, readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { z } from 'zod';

export const ProvedRule = z.object({
  rule: z.string().describe('its id'),
  title: z.string().describe('for whoever reads the file'),
  techniques: z.array(z.string()),
  fixture: z.boolean().describe('fired on the records beside it; a model: found simulated attacks'),
  recordings: z.array(z.string()).describe('some recordings of attacks by others on which it fired'),
});
export const ProvedFile = z.object({ command: z.string(), rules: z.array(ProvedRule) });
export type ProvedRule = z.infer<typeof ProvedRule>;

export const provedFile = (): string => projectPath('content', 'coverage', 'proved.json');

/** By rule id. Empty where nothing was ever replayed. */
export function loadProved(file = provedFile()): Map<string, ProvedRule> {
  if (!existsSync(file)) return new Map();
  const { rules } = ProvedFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(rules.map((one) => [one.rule, one]));
}
