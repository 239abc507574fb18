/** `cordon explain PATH… --rule RULE`: for each event that the rule is about, why it matched or why not. */
import { createExplain, type Event, openRules, readPath, walkInputs } from '@cordon/detection';
import { fault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import type { ExplainedTest, Explanation, SigmaRule } from '@cordon/sigma';
import { exitCodes } from './exit-codes.ts';
import { plain } from './output/plain.ts';

export interface ExplainCommand {
  /** A rule's id, its title, or a file that holds just it. */
  rule: string;
  rules: string[];
  /** Only the record of this number or id. */
  record?: string;
  /** Stop after this many events. */
  limit: number;
}

export async function explainCommand(paths: string[], command: ExplainCommand): Promise<number> {
  const rule = await findRule(command);
  const explain = createExplain();
  let shown = 0;
  let matched = 0;
  let read = 0;
  let asked = 0;
  const unreadable: string[] = [];
  scanning: for await (const { path } of walkInputs(paths, (loss) =>
    unreadable.push(`${loss.file}: ${loss.what}`),
  )) {
    for await (const batch of readPath(path)) {
      for (const event of batch) {
        read += 1;
        if (command.record !== undefined && event.recordId !== command.record) continue;
        const explanation = explain(rule, event);
        asked += 1;
        if (!explanation.applies) continue;
        process.stdout.write(`${explained(rule, event, explanation)}\n`);
        if (explanation.matches) matched += 1;
        if (++shown >= command.limit) break scanning;
      }
    }
  }
  for (const line of unreadable) process.stderr.write(`Not read: ${line}\n`);
  process.stdout.write(closing(rule, { shown, matched, read, asked }, command));
  return matched > 0 ? exitCodes.findings : exitCodes.nothing;
}

async function findRule({ rule: wanted, rules: dirs }: ExplainCommand): Promise<SigmaRule> {
  const isFile = /\.ya?ml$/i.test(wanted);
  const { ruleSet, refusals } = await openRules(
    isFile ? [wanted] : dirs.length > 0 ? dirs : [projectPath('content', 'rules')],
    null,
  );
  const [only] = ruleSet.rules;
  if (isFile && only) return only;
  const found = ruleSet.rules.find(
    ({ id, title }) => id === wanted || title.toLowerCase() === wanted.toLowerCase(),
  );
  if (found) return found;
  const [refused] = isFile ? refusals : refusals.filter(({ id, title }) => id === wanted || title === wanted);
  throw fault(
    'NO_SUCH_RULE',
    refused
      ? `The rule was refused: ${refused.file}:${refused.line}: ${refused.reason}.`
      : `There is no rule "${wanted}" among the ${ruleSet.rules.length} loaded.`,
    refused
      ? 'Correct it and try again.'
      : 'Give its id, its whole title, or its file; --rules DIR says where else to look.',
  );
}

function explained(rule: SigmaRule, event: Event, explanation: Explanation): string {
  const { time } = event.envelope();
  const lines = [
    `${event.file}, record ${event.recordId}${time ? `, ${time}` : ''} (${event.source.key})`,
    `  ${explanation.matches ? 'matches' : 'does not match'} "${rule.title}"`,
  ];
  for (const test of explanation.routing) lines.push(`  ${testLine(test, 'log source: ')}`);
  lines.push(`  condition: ${explanation.condition}`);
  for (const { selection, holds, tests } of explanation.selections) {
    lines.push(`  ${mark(holds)} ${selection}`, ...tests.map((test) => `      ${testLine(test)}`));
  }
  return `${lines.join('\n')}\n`;
}

const mark = (holds: boolean): string => (holds ? '✓' : '✗');
const testLine = ({ field, test, wanted, found, holds }: ExplainedTest, before = ''): string =>
  plain(
    `${mark(holds)} ${before}${field ?? 'the whole record'} ${test} ${wanted} : ${found === null ? 'not there' : found}`,
  );

function closing(
  { title, logsource: { product, category, service } }: SigmaRule,
  { shown, matched, read, asked }: { shown: number; matched: number; read: number; asked: number },
  { record, limit }: ExplainCommand,
): string {
  const of = `${read.toLocaleString('en-GB')} events read`;
  if (record !== undefined && asked === 0) return `No record ${record}; ${of}.\n`;
  if (shown === 0) {
    const about = [product, category, service].filter(Boolean).join('/');
    const what = record === undefined ? 'No event is' : `Record ${record} is not`;
    return `${what} of ${about}, which "${title}" is about; ${of}.\n`;
  }
  return `${matched} of ${shown} match; ${of}${shown >= limit ? `, stopped at --limit ${limit}` : ''}.\n`;
}
