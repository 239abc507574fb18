/** `cordon rules cost PATH…`: which rules are dear, measured on one's own logs. */
import { costOfRules, type Event, loadMappings, openRules, readPath, walkInputs } from '@cordon/detection';
import { openFolders } from '@cordon/platform/config';
import { fault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { plain } from './output/plain.ts';

export interface CostCommand {
  rules: string[];
  limit: number;
}

/** Of each log source; enough to be typical, few enough to be kept. */
const sampled = 100;

export async function costCommand(paths: string[], { rules: dirs, limit }: CostCommand): Promise<string> {
  const rules = dirs.length > 0 ? dirs : [projectPath('content', 'rules')];
  const { ruleSet } = await openRules(rules, openFolders().cache);
  const sample = await sampleOf(paths);
  if (sample.length === 0)
    throw fault(
      'NOTHING_READ',
      'None of the paths held a record that could be read.',
      'Name logs of your own.',
    );
  const whole = wholeCost(ruleSet, sample);
  const costs = costOfRules(ruleSet.rules, sample, loadMappings().mappings, () => performance.now());
  const tried = costs.filter(({ micros }) => micros !== null);
  const lines = tried.slice(0, limit).map(({ rule, micros, records, matches }) => {
    const cells = [micros!.toFixed(2).padStart(10), String(records).padStart(8), String(matches).padStart(8)];
    return `${cells.join('')}  ${plain(rule.title)}  (${plain(rule.file)})`;
  });
  return `${[
    `${'µs/record'.padStart(10)}${'records'.padStart(8)}${'matches'.padStart(8)}  Rule`,
    ...lines,
    '',
    `All ${ruleSet.rules.length} rules together: ${whole.toFixed(2)} µs for a record, over ${sample.length} records.`,
    `${costs.length - tried.length} rules are about log sources of which there was no record here.`,
  ].join('\n')}\n`;
}

async function sampleOf(paths: string[]): Promise<Event[]> {
  const bySource = new Map<string, Event[]>();
  for await (const { path } of walkInputs(paths, () => {})) {
    for await (const batch of readPath(path)) {
      for (const event of batch) {
        const known = bySource.get(event.source.key);
        if (!known) bySource.set(event.source.key, [event]);
        else if (known.length < sampled) known.push(event);
      }
    }
  }
  return [...bySource.values()].flat();
}

function wholeCost(
  { route }: Awaited<ReturnType<typeof openRules>>['ruleSet'],
  sample: readonly Event[],
): number {
  const pass = (): void => {
    for (const event of sample) route(event.source).match(event);
  };
  pass();
  const began = performance.now();
  let passes = 0;
  while (performance.now() - began < 500) {
    pass();
    passes += 1;
  }
  return ((performance.now() - began) * 1000) / (passes * sample.length);
}
