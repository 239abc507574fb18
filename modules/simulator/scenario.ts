/** Reads scenario files and refuses bad ones in plain words. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { parseDocument } from 'yaml';
import { badScenario, noScenario, unreadableScenario } from './faults.ts';
import { Scenario } from './model.ts';

/** Where the product's own scenarios are. */
const scenarioFolder = (): string => projectPath('content', 'scenarios');

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
    throw badScenario(
      where,
      document.errors.map((error) => error.message.split('\n')[0]!),
    );
  const parsed = Scenario.safeParse(document.toJS({ maxAliasCount: 20 }));
  if (!parsed.success) {
    throw badScenario(
      where,
      parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
    );
  }
  const problems = faults(parsed.data);
  if (problems.length > 0) throw badScenario(where, problems);
  return parsed.data;
}

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadableScenario(path, error);
  });

export async function listScenarios(folder: string = scenarioFolder()): Promise<string[]> {
  const files = await readdir(folder);
  return files.flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : [])).sort();
}

/** Loads a scenario by name from content/scenarios (or the folder given), or a file when `name` ends in `.yaml`. */
export async function loadScenario(name: string, folder: string = scenarioFolder()): Promise<Scenario> {
  if (name.endsWith('.yaml')) return parseScenario(await textOf(name), name);
  const known = await listScenarios(folder);
  if (!known.includes(name)) throw noScenario(name, known);
  const file = join(folder, `${name}.yaml`);
  return parseScenario(await textOf(file), file);
}
