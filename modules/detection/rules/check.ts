/** `cordon rules check`: what loaded, and every refusal by file and line. */
import { isFault } from '@cordon/platform/fault';
import { createCorrelator, type Refusal } from '@cordon/sigma';
import { openRules } from './open.ts';

export interface RulesReport {
  /** Ends with a newline. */
  readonly text: string;
  /** 0 none refused, 1 some refused, 2 a folder is missing. */
  readonly exitCode: 0 | 1 | 2;
}

const inOrder = (a: Refusal, b: Refusal): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;

/** The report on what was loaded: a line of counts, then one line per refusal, in the order of the files. */
export function formatReport(loaded: number, refusals: readonly Refusal[]): RulesReport {
  const lines = [...refusals]
    .sort(inOrder)
    .map(({ file, line, reason }) => `${file}:${line}: ${oneLine(reason)}`);
  const head = `${loaded} loaded, ${refusals.length} refused`;
  const hint = loaded + refusals.length === 0 ? ': no .yml or .yaml file was found' : '';
  return { text: `${[head + hint, ...lines].join('\n')}\n`, exitCode: refusals.length === 0 ? 0 : 1 };
}

/** Reasons may quote a rule, and a rule may hold anything: control characters must not reach a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();

/** Loads the rules as a scan would, without a cache, and reports. */
export async function checkRules(dirs: readonly string[]): Promise<RulesReport> {
  try {
    const { ruleSet, correlations, refusals } = await openRules(dirs, null);
    const correlator = createCorrelator(correlations, ruleSet.rules);
    const loaded = ruleSet.rules.length + correlator.correlations.length;
    return formatReport(loaded, [...refusals, ...correlator.refusals]);
  } catch (error) {
    if (!isFault(error, 'RULES_MISSING')) throw error;
    return { text: `${error.message}\n${error.next}\n`, exitCode: 2 };
  }
}
