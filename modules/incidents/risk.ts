/**
 * What all signals on one host or account add up to.
 *
 * Each rule (or model) counts once, by its level, and fades from the last time it fired; firing again only renews it, so noise
 * does not add up and different signals do. An intruder who stays quiet for weeks still leaves several kinds of trace on the
 * same host or account, and those are what raises an incident before anything loud happens.
 */
import { type Finding, type Level, saidByModel } from '@cordon/detection';
import { worse } from './severity.ts';

/** The last firing of one rule on one entity. Plain JSON. */
export interface Signal {
  at: string;
  level: Level;
  title: string;
  tactics: string[];
}

/** By rule id. */
export type Signals = Record<string, Signal>;

export interface Risk {
  /** 0 and up; `raiseAt` is as much as one finding of level high. */
  score: number;
  /** Heaviest first, those that still weigh something. */
  signals: readonly (Signal & { weight: number })[];
  tactics: number;
  /** Whether a rule is among them, and not models alone. */
  ruled: boolean;
}

const weight: Record<Level, number> = { informational: 0, low: 3, medium: 12, high: 40, critical: 100 };
export const raiseAt = weight.high;
/** Fewer kinds of signal, or fewer stages of an attack, are a habit of that host rather than an intrusion. */
const differentRules = 3;
const differentTactics = 3;

const hour = 3_600_000;
const halfLife = 72 * hour;
/** Below this share of its weight a signal is forgotten. */
const negligible = 1 / 64;
/** Rules remembered for one entity; the lightest is dropped first. */
const remembered = 64;

const fade = (signal: Signal, now: number): number =>
  weight[signal.level] * 0.5 ** (Math.max(0, now - Date.parse(signal.at)) / halfLife);

/** Remembers one more firing. Its level is the worst the rule has had here. */
export function addSignal(
  signals: Signals,
  finding: Pick<Finding, 'rule_id' | 'title' | 'level'>,
  time: string,
  tactics: readonly string[],
): void {
  const before = signals[finding.rule_id];
  signals[finding.rule_id] = {
    at: before && before.at > time ? before.at : time,
    level: before ? worse(before.level, finding.level) : finding.level,
    title: finding.title,
    tactics: [...tactics],
  };
  forget(signals);
}

function forget(signals: Signals): void {
  const rules = Object.keys(signals);
  if (rules.length <= remembered) return;
  const newest = Math.max(...rules.map((rule) => Date.parse(signals[rule]!.at)));
  const [lightest] = rules
    .map((rule) => ({ rule, left: fade(signals[rule]!, newest) }))
    .sort((a, b) => a.left - b.left || (a.rule < b.rule ? -1 : 1));
  delete signals[lightest!.rule];
}

/** Two accounts of the same entity's signals, as one. */
export function mergeSignals(ours: Signals, theirs: Signals): Signals {
  const all: Signals = { ...ours };
  for (const [rule, signal] of Object.entries(theirs)) {
    const own = all[rule];
    all[rule] = own
      ? { ...(own.at >= signal.at ? own : signal), level: worse(own.level, signal.level) }
      : signal;
    forget(all);
  }
  return all;
}

export function riskOf(signals: Signals, now: string): Risk {
  const at = Date.parse(now);
  const known = Object.entries(signals)
    .map(([rule, signal]) => ({ rule, signal: { ...signal, weight: fade(signal, at) } }))
    .filter(({ signal }) => signal.weight > weight[signal.level] * negligible);
  const weighed = known
    .map(({ signal }) => signal)
    .sort((a, b) => b.weight - a.weight || (a.title < b.title ? -1 : 1));
  return {
    score: weighed.reduce((sum, signal) => sum + signal.weight, 0),
    signals: weighed,
    tactics: new Set(weighed.flatMap((signal) => signal.tactics)).size,
    ruled: known.some(({ rule }) => !saidByModel(rule)),
  };
}

/**
 * Whether weak signals, none of which is enough alone, are together as good as a strong one. Models only say what is
 * unusual, so at least one of them must come from a rule.
 */
export const addsUp = ({ score, signals, tactics, ruled }: Risk): boolean =>
  ruled && score >= raiseAt && signals.length >= differentRules && tactics >= differentTactics;
