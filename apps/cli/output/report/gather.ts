/** Gathers what the report shows while the scan runs. Memory is bounded whatever the number of findings. */
import { type Finding, type Level, levels } from '@cordon/detection';
import { accountName } from '@cordon/incidents';
import { createTallies, type Tally } from '../table.ts';

/** Findings shown down to their record; beyond it they are counted, and the report says so. */
const shownPerRule = 50;
const shownInAll = 2_000;
const namesKept = 2_000;
const hour = 3_600_000;

export interface Name {
  name: string;
  counts: Record<Level, number>;
  first: string | null;
  last: string | null;
}

export interface Gathered {
  total: number;
  counts: Record<Level, number>;
  tallies: Tally[];
  /** By rule id, oldest first, at most `shownPerRule` each. */
  shown: Map<string, Finding[]>;
  hosts: Name[];
  accounts: Name[];
  /** By tactic id: techniques and how many findings named each. */
  tactics: Map<string, Map<string, number>>;
  /** Equal buckets from the first event to the last. */
  timeline: { from: string; minutes: number; buckets: Record<Level, number>[] } | null;
}

const zero = (): Record<Level, number> => ({ informational: 0, low: 0, medium: 0, high: 0, critical: 0 });

export function createGatherer() {
  const tallies = createTallies();
  const shown = new Map<string, Finding[]>();
  const hosts = new Map<string, Name>();
  const accounts = new Map<string, Name>();
  const tactics = new Map<string, Map<string, number>>();
  const hours = new Map<number, Record<Level, number>>();
  const counts = zero();
  let total = 0;
  let kept = 0;

  function name(names: Map<string, Name>, key: string | null, finding: Finding): void {
    if (!key) return;
    let entry = names.get(key);
    if (!entry) {
      if (names.size >= namesKept) return;
      entry = { name: key, counts: zero(), first: finding.time, last: finding.time };
      names.set(key, entry);
    }
    entry.counts[finding.level] += 1;
    if (finding.time && (entry.first === null || finding.time < entry.first)) entry.first = finding.time;
    if (finding.time && (entry.last === null || finding.time > entry.last)) entry.last = finding.time;
  }

  function tag(finding: Finding): void {
    const tags = finding.tags.map((t) =>
      t
        .toLowerCase()
        .replace(/^attack\./, '')
        .replaceAll('_', '-'),
    );
    const techniques = tags.filter((t) => /^t\d{4}/.test(t)).map((t) => t.toUpperCase());
    for (const tactic of tags.filter((t) => !/^[tgs]\d{4}/.test(t))) {
      const cell = tactics.get(tactic) ?? new Map<string, number>();
      tactics.set(tactic, cell);
      for (const technique of techniques.length > 0 ? techniques : [''])
        cell.set(technique, (cell.get(technique) ?? 0) + 1);
    }
  }

  const worstFirst = (a: Name, b: Name): number => {
    for (const level of levels.toReversed())
      if (a.counts[level] !== b.counts[level]) return b.counts[level] - a.counts[level];
    return a.name < b.name ? -1 : 1;
  };

  return {
    add(finding: Finding): void {
      total += 1;
      counts[finding.level] += 1;
      tallies.add(finding);
      name(hosts, finding.host, finding);
      // Built-in and machine accounts act on every host: they say nothing about whose account was used.
      if (finding.account && accountName(finding.account)) name(accounts, finding.account, finding);
      tag(finding);
      const at = finding.time ? Date.parse(finding.time) : Number.NaN;
      if (!Number.isNaN(at)) {
        const slot = Math.floor(at / hour);
        const bucket = hours.get(slot) ?? zero();
        bucket[finding.level] += 1;
        hours.set(slot, bucket);
      }
      const ofRule = shown.get(finding.rule_id) ?? [];
      shown.set(finding.rule_id, ofRule);
      if (ofRule.length < shownPerRule && kept < shownInAll) {
        ofRule.push(finding);
        kept += 1;
      }
    },
    result(): Gathered {
      return {
        total,
        counts,
        tallies: tallies.sorted(),
        shown,
        hosts: [...hosts.values()].sort(worstFirst),
        accounts: [...accounts.values()].sort(worstFirst),
        tactics,
        timeline: bucketed(hours),
      };
    },
  };
}

/** At most 72 bars, each a whole number of hours. */
function bucketed(hours: Map<number, Record<Level, number>>): Gathered['timeline'] {
  if (hours.size === 0) return null;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const slot of hours.keys()) {
    first = Math.min(first, slot);
    last = Math.max(last, slot);
  }
  const width = Math.max(1, Math.ceil((last - first + 1) / 72));
  const buckets = Array.from({ length: Math.ceil((last - first + 1) / width) }, zero);
  for (const [slot, bucket] of hours) {
    const into = buckets[Math.floor((slot - first) / width)]!;
    for (const level of levels) into[level] += bucket[level];
  }
  return { from: new Date(first * hour).toISOString(), minutes: width * 60, buckets };
}
