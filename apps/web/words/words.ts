/** The product's fixed wordings, in one place so that every page says the same thing. */
import type { Level } from '@cordon/detection';

/** Worst first. */
export const levelOrder: readonly Level[] = ['critical', 'high', 'medium', 'low', 'informational'];

export const levelWord: Record<Level, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Info',
};

export type ServiceState = 'hit' | 'reachable' | 'clear' | 'unknown';

/** What is hit is certain and comes first; what nobody can vouch for comes before what is merely reachable. */
export const stateOrder: readonly ServiceState[] = ['hit', 'unknown', 'reachable', 'clear'];

export const stateWord: Record<ServiceState, string> = {
  unknown: 'Not known',
  hit: 'Hit',
  reachable: 'Reachable',
  clear: 'Clear',
};

const urgencyWords: Record<number, string> = {
  1: 'Life at risk within the hour',
  2: 'Life at risk within the day',
  3: 'Harm within days',
  4: 'Can wait',
};

export function urgencyWord(urgency: number): string {
  return urgencyWords[urgency] ?? `Urgency ${urgency}`;
}

export function stepsWord(steps: number | null): string {
  if (steps === null) return '';
  if (steps === 0) return 'on a compromised system';
  return steps === 1 ? '1 step away' : `${steps} steps away`;
}

export const strengthWord = { stops: 'Stops', degrades: 'Works worse' } as const;

export const standingWord = {
  compromised: 'Compromised',
  suspected: 'Suspected',
  touched: 'Touched',
  reachable: 'Reachable',
} as const;

const numbers = new Intl.NumberFormat('en-GB');

/** `12,345` */
export function count(value: number): string {
  return numbers.format(value);
}

/** `1 asset`, `2 assets`; give the plural where adding an s is wrong. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const ruleTests: Record<string, string> = {
  equals: 'is',
  contains: 'contains',
  startswith: 'starts with',
  endswith: 'ends with',
  re: 'matches the pattern',
  cidr: 'is in the network',
  exists: 'is present:',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  neq: 'is not',
  fieldref: 'is the same as the field',
};

/** A rule's test in words: `re|i` is "matches the pattern", with what has no plain word kept as written. */
export function testWord(test: string): string {
  const [first = '', ...rest] = test.split('|');
  const kept = rest.filter((modifier) => !['i', 'm', 's', 'all', 'cased'].includes(modifier));
  const word = ruleTests[first] ?? first;
  return kept.length > 0 ? `${word} (${kept.join(', ')})` : word;
}

/** ATT&CK tactics in the order an intrusion usually takes them. */
const tacticNames: Record<string, string> = {
  reconnaissance: 'Reconnaissance',
  'resource-development': 'Resource development',
  'initial-access': 'Initial access',
  execution: 'Execution',
  persistence: 'Persistence',
  'privilege-escalation': 'Privilege escalation',
  'defense-evasion': 'Defence evasion',
  'credential-access': 'Credential access',
  discovery: 'Discovery',
  'lateral-movement': 'Lateral movement',
  collection: 'Collection',
  'command-and-control': 'Command and control',
  exfiltration: 'Exfiltration',
  impact: 'Impact',
};

export const tacticOrder: readonly string[] = Object.keys(tacticNames);

/** `lateral-movement` (or Sigma's `lateral_movement`) as words. */
export function tacticWord(tactic: string | null): string {
  if (tactic === null) return 'No tactic given';
  const key = tactic.toLowerCase().replaceAll('_', '-');
  return tacticNames[key] ?? key.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
}

const assetKinds: Record<string, string> = {
  'domain-controller': 'Domain controller',
  'medical-device': 'Medical device',
};

export function sentence(text: string): string {
  return assetKinds[text] ?? text.replaceAll(/[-_]/g, ' ').replace(/^./, (first) => first.toUpperCase());
}

/**
 * How long an operating system has left. No date is worse than a date in the past, because nobody is
 * watching for it, so it is said in as many words.
 */
export function supportWord(
  ends: string | null,
  now: number,
): { text: string; state: 'unknown' | 'ended' | 'soon' | 'supported' } {
  if (ends === null) return { text: 'Unknown: treat as unsupported', state: 'unknown' };
  const at = Date.parse(ends);
  if (Number.isNaN(at)) return { text: 'Unknown: treat as unsupported', state: 'unknown' };
  if (at < now) return { text: `Ended ${ends}`, state: 'ended' };
  if (at - now < 180 * 24 * 3_600_000) return { text: `Ends soon: ${ends}`, state: 'soon' };
  return { text: `Until ${ends}`, state: 'supported' };
}

/** The host without its domain, for where room is short; an address stays whole. */
export function shortHost(host: string): string {
  return /^[\d.]+$|:/.test(host) ? host : (host.split('.')[0] ?? host);
}
