/**
 * How soon a vulnerability on an asset must be fixed. What nobody knows is taken at its worst, and said: an asset that nobody has
 * described is not thereby harmless.
 */
import type { Asset, ServiceImpact } from '../model.ts';
import type { Exploit, Known } from '../vulnerabilities/index.ts';
import {
  type Automatable,
  type Exploitation,
  type Exposure,
  type HumanImpact,
  humanImpacts,
  type Outcome,
  type SsvcTable,
} from './table.ts';

/** One thing that the decision rests on. */
export interface Point<Value> {
  value: Value;
  /** False: nobody knows, so the worst was taken. */
  known: boolean;
  why: string;
}

export interface Decision {
  outcome: Outcome;
  /** What to do, in a sentence. */
  advice: string;
  exploitation: Point<Exploitation>;
  exposure: Point<Exposure>;
  automatable: Point<Automatable>;
  human_impact: Point<HumanImpact>;
}

/** How far from the internet something is, and by what. */
export interface Exposed {
  value: Exposure;
  why: string;
}

export interface Inputs {
  asset: Asset;
  /** Services that stop or work worse without the asset's system. */
  services: readonly ServiceImpact[];
  vulnerability: Known;
  /** Whether it is exploited, or the means to are public, as a scanner or an advisory says; null = nobody says. */
  exploit: Exploit | null;
  /** From reachability; null = nobody knows. */
  exposure: Exposed | null;
  /** Whoever knows may say; null = it is read from the CVSS vector. */
  automatable: boolean | null;
}

export function decide(table: SsvcTable, inputs: Inputs): Decision {
  const exploitation = exploitationOf(inputs);
  const exposure = exposureOf(inputs);
  const automatable = automatableOf(inputs);
  const human_impact = humanImpactOf(table, inputs);
  const row = table.table[exploitation.value][exposure.value][automatable.value];
  const outcome = row[humanImpacts.indexOf(human_impact.value)]!;
  return { outcome, advice: table.outcomes[outcome], exploitation, exposure, automatable, human_impact };
}

function exploitationOf({ vulnerability, exploit }: Inputs): Point<Exploitation> {
  const { kev, exploited, ransomware } = vulnerability;
  if (exploited === 'asserted') {
    const who = kev.map(({ asserter, published }) =>
      published === null ? asserter : `${asserter} since ${published}`,
    );
    const by = ransomware === 'yes' ? ', in ransomware attacks' : '';
    return { value: 'active', known: true, why: `Exploited${by}, says ${who.join(', ')}.` };
  }
  if (exploit === 'active')
    return { value: 'active', known: true, why: 'Exploited, says whoever found it or wrote of it.' };
  if (exploited === 'unknown')
    return { value: 'active', known: false, why: 'No catalogue of exploited vulnerabilities is at hand.' };
  if (exploit === 'public')
    return { value: 'public poc', known: true, why: 'The means to exploit it are public.' };
  // That a catalogue is silent says nothing of whether the means are public.
  if (exploit === null)
    return {
      value: 'public poc',
      known: false,
      why: 'No catalogue says that it is exploited; whether the means are public nobody says.',
    };
  return {
    value: 'none',
    known: true,
    why: 'No catalogue says that it is exploited, and no means are public.',
  };
}

function exposureOf({ exposure }: Inputs): Point<Exposure> {
  if (exposure === null) return { value: 'open', known: false, why: 'Nobody knows who can reach it.' };
  return { ...exposure, known: true };
}

function automatableOf({ automatable, vulnerability }: Inputs): Point<Automatable> {
  if (automatable !== null)
    return { value: automatable ? 'yes' : 'no', known: true, why: 'As stated by whoever knows.' };
  const vector = vulnerability.cvss?.vector ?? '';
  // A person who must be fooled, or a foot that must be in the door, cannot be left to a program. That a program could do the rest is
  // more than a vector says.
  if (/\/UI:[RPA]\b/.test(vector))
    return { value: 'no', known: true, why: 'It needs a person to do something (CVSS).' };
  if (/\/?AV:[LP]\b/.test(vector))
    return { value: 'no', known: true, why: 'It needs access to the machine itself (CVSS).' };
  if (/\/?AV:N\b/.test(vector) && /\/AC:L\b/.test(vector) && /\/PR:N\b/.test(vector))
    return { value: 'yes', known: true, why: 'Over the network, without credentials or luck (CVSS).' };
  return { value: 'yes', known: false, why: 'Nobody says whether a program can do it.' };
}

/** On an ordinary desk nothing but that desk is lost; what it opens to an intruder is a matter of reach. */
const ordinary = new Set<Asset['kind']>(['workstation', 'laptop', 'printer', 'phone']);

function humanImpactOf(table: SsvcTable, { asset, services }: Inputs): Point<HumanImpact> {
  const rated = services.map(({ service, strength }) => ({
    service,
    strength,
    value: table.human_impact[strength][service.urgency as 1 | 2 | 3 | 4],
  }));
  const [first, ...rest] = rated;
  if (first !== undefined) {
    const worst = rest.reduce(
      (a, b) => (humanImpacts.indexOf(b.value) > humanImpacts.indexOf(a.value) ? b : a),
      first,
    );
    const what = worst.strength === 'stops' ? 'stops' : 'works worse';
    const why = `${worst.service.name} (urgency ${worst.service.urgency}) ${what} without it.`;
    return { value: worst.value, known: true, why };
  }
  if (asset.system === null && ordinary.has(asset.kind))
    return { value: 'low', known: true, why: 'An ordinary desk: no system runs on it.' };
  const why =
    asset.system === null
      ? 'Nobody has said which system runs on it.'
      : 'Nobody has said which service depends on its system.';
  return { value: 'very high', known: false, why };
}
