/** Reads scenario files and refuses bad ones in plain words. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { parseDocument } from 'yaml';
import { Scenario } from './model.ts';

/** Where the product's own scenarios are. */
const scenarioFolder = (): string => projectPath('content', 'scenarios');

/** A scenario file that cannot be used: `problems` lists each fault, one sentence a line. */
export class ScenarioError extends Error {
  readonly problems: readonly string[];
  constructor(where: string, problems: readonly string[]) {
    super(`${where} is not a usable scenario:\n${problems.map((each) => `  - ${each}`).join('\n')}`);
    this.name = 'ScenarioError';
    this.problems = problems;
  }
}

/** What the shape alone cannot say: names that must resolve, ids that must be unique, an end after every beginning. */
function faults(scenario: Scenario): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const step of scenario.steps) {
    if (ids.has(step.id)) problems.push(`step "${step.id}" appears twice`);
    ids.add(step.id);
    if (step.at >= scenario.duration) problems.push(`step "${step.id}" starts after the scenario has ended`);
    for (const call of step.do) {
      for (const part of call.parts) {
        if (!Object.hasOwn(scenario.actors, part))
          problems.push(`step "${step.id}": ${call.name} names the actor "${part}", which is not defined`);
      }
    }
  }
  for (const key of ['first_signal', 'detonation'] as const) {
    const named = scenario[key];
    if (named !== undefined && !ids.has(named))
      problems.push(`${key} names the step "${named}", which does not exist`);
  }
  if (scenario.steps.length > 0 && scenario.first_signal === undefined)
    problems.push('first_signal is missing: name the step at which a defender should know');
  return problems;
}

/** Parses the text of a scenario file. `where` names it in errors. */
export function parseScenario(text: string, where = 'The scenario'): Scenario {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0)
    throw new ScenarioError(
      where,
      document.errors.map((error) => error.message.split('\n')[0]!),
    );
  const parsed = Scenario.safeParse(document.toJS({ maxAliasCount: 20 }));
  if (!parsed.success) {
    throw new ScenarioError(
      where,
      parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
    );
  }
  const problems = faults(parsed.data);
  if (problems.length > 0) throw new ScenarioError(where, problems);
  return parsed.data;
}

export async function listScenarios(folder: string = scenarioFolder()): Promise<string[]> {
  const files = await readdir(folder);
  return files.flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : [])).sort();
}

/** Loads a scenario by name from content/scenarios (or the folder given), or a file when `name` ends in `.yaml`. */
export async function loadScenario(name: string, folder: string = scenarioFolder()): Promise<Scenario> {
  if (name.endsWith('.yaml')) return parseScenario(await readFile(name, 'utf8'), name);
  const known = await listScenarios(folder);
  if (!known.includes(name))
    throw new Error(`There is no scenario "${name}". Known: ${known.join(', ') || 'none'}.`);
  const file = join(folder, `${name}.yaml`);
  return parseScenario(await readFile(file, 'utf8'), file);
}
