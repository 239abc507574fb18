/** All families over one stream of events: what each has to say, before thresholds. Evaluation reads this; findings come after. */
import type { Estate } from '@cordon/estate';
import type { Event } from '../model.ts';
import { type FamilyName, modelEntry } from './catalogue.ts';
import type { Progress } from './learning.ts';
import { createNetwork, type NetworkState } from './network.ts';
import { createProcess, type ProcessState } from './process.ts';
import { createRansomware, type RansomwareState } from './ransomware.ts';
import { createRecords, type RecordsState } from './records.ts';
import { type Family, type FamilyNeeds, originOf, type Say, type Signal, see } from './signal.ts';
import { createSignin, type SigninState } from './signin.ts';
import { createSilence, type SilenceState } from './silence.ts';

const DAY = 86_400_000;
/** Events in a row from beyond the horizon that make it believed: a clock that is wrong, or a source that was off for days. */
const BELIEVED = 50;

interface ScorerState {
  version: 2;
  newest: number | null;
  strays: number;
  families: {
    signin: SigninState;
    process: ProcessState;
    network: NetworkState;
    records: RecordsState;
    ransomware: RansomwareState;
    silence: SilenceState;
  };
}

export interface Scorer {
  /** Signals of these events, in order of event time; order within equal times is that of arrival. */
  add(events: readonly Event[]): Signal[];
  /** Signals of time passing: silence. */
  advance(at: number): Signal[];
  /** Newest event time, in milliseconds; null before the first event. */
  newest(): number | null;
  progress(family: FamilyName): Progress;
  /** Plain JSON. */
  snapshot(): unknown;
}

export interface ScorerOptions {
  estate: Estate | null;
  /** Of the hashes; the same seed gives the same memory. */
  seed?: number;
  /** Families to run; all by default. */
  only?: readonly FamilyName[];
  /** See `FamilyNeeds`; as it is by default. */
  openPatients?: FamilyNeeds['openPatients'];
}

export const isReadable = (state: unknown): state is ScorerState =>
  typeof state === 'object' && state !== null && (state as { version?: unknown }).version === 2;

/** A snapshot of another version is not read: models learn anew. */
export function createScorer(
  { estate, seed = 0, only, openPatients = (text) => text }: ScorerOptions,
  snapshot?: unknown,
): Scorer {
  const state = isReadable(snapshot) ? snapshot : undefined;
  let out: Signal[] = [];
  const say: Say = (model, subject, score, about, features) => {
    if (!(score >= modelEntry(model).floor)) return;
    const origin = 'origin' in about ? about.origin : originOf(about);
    out.push({ model, score, subject, at: about.at, origin, features: features() });
  };
  const needs: FamilyNeeds = { estate, seed, say, openPatients };
  const all: Record<FamilyName, Family> = {
    signin: createSignin(needs, state?.families.signin),
    process: createProcess(needs, state?.families.process),
    network: createNetwork(needs, state?.families.network),
    records: createRecords(needs, state?.families.records),
    ransomware: createRansomware(needs, state?.families.ransomware),
    silence: createSilence(needs, state?.families.silence),
  };
  const running = Object.entries(all).flatMap(([name, family]) =>
    only === undefined || only.includes(name as FamilyName) ? [family] : [],
  );
  let newest = state?.newest ?? null;
  let strays = state?.strays ?? 0;

  /** One record dated years ahead must not push every window past what is happening now. */
  function withinReach(at: number): boolean {
    if (newest !== null && at > newest + DAY && ++strays < BELIEVED) return false;
    strays = 0;
    newest = Math.max(newest ?? at, at);
    return true;
  }

  function collect(work: () => void): Signal[] {
    out = [];
    work();
    return out;
  }

  return {
    add: (events) =>
      collect(() => {
        const seen = events.flatMap((event) => see(event) ?? []).sort((a, b) => a.at - b.at);
        for (const each of seen) if (withinReach(each.at)) for (const family of running) family.add(each);
      }),
    advance: (at) =>
      collect(() => {
        // As with records: a clock that is years ahead must not make everything silent at once.
        if (newest !== null && at <= newest + DAY) for (const family of running) family.advance(at);
      }),
    newest: () => newest,
    progress: (family) => all[family].progress(),
    snapshot: () => ({
      version: 2,
      newest,
      strays,
      families: Object.fromEntries(Object.entries(all).map(([name, family]) => [name, family.snapshot()])),
    }),
  };
}
