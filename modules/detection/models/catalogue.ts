/**
 * Every model: what it says, the ATT&CK technique it points at, and the scores from which it says it. Thresholds are where
 * the cards in docs/models were measured; an organisation's own come from `applyFeedback`.
 */
import type { Logsource } from '@cordon/sigma';
import type { Level } from '../model.ts';

export interface ModelEntry {
  title: string;
  tags: readonly string[];
  /** Log sources it speaks of, each alone enough. */
  reads: readonly Logsource[];
  /** What the score counts, in the words a card and a page use. */
  measure: string;
  /** Scores below this are not even looked at; bounds the work and the size of an evaluation. */
  floor: number;
  threshold: number;
  /** Needs no learning: what it counts means the same on the first day. */
  atOnce?: true;
  /** Multiples of the threshold from which the finding is of this level; absent: never. Nothing a model says alone is critical. */
  medium?: number;
  high?: number;
}

const HOURS = 3_600_000;
/** The same model says the same of the same subject once in this time, unless it got worse. */
export const QUIET = 12 * HOURS;

const logons: readonly Logsource[] = [{ product: 'windows', service: 'security' }];
/** Sign-ins that name a country. */
const abroad: readonly Logsource[] = [
  { product: 'azure', service: 'signinlogs' },
  { product: 'linux', service: 'syslog' },
];
const programs: readonly Logsource[] = [{ product: 'windows', category: 'process_creation' }];
const connections: readonly Logsource[] = [{ product: 'zeek', service: 'conn' }];
const accesses: readonly Logsource[] = [{ product: 'fhir', service: 'audit' }];
const antivirus: readonly Logsource[] = [{ product: 'windows', service: 'windefend' }];
const hosts: readonly Logsource[] = [{ product: 'windows' }];

export const catalogue = {
  'signin.new-host': {
    title: 'Account signed in to a kind of host that neither it nor its peers use',
    tags: ['attack.lateral-movement', 'attack.t1078'],
    reads: logons,
    measure: 'bits of surprise',
    floor: 6,
    threshold: 12,
    medium: 1.3,
  },
  'signin.new-source': {
    title: 'Account signed in from a kind of host that neither it nor its peers sign in from',
    tags: ['attack.lateral-movement', 'attack.t1021'],
    reads: logons,
    measure: 'bits of surprise',
    floor: 6,
    threshold: 14,
    medium: 1,
  },
  'signin.spread': {
    title: 'Account signed in to many hosts that are new to it within an hour',
    tags: ['attack.lateral-movement', 'attack.t1021'],
    reads: logons,
    measure: 'hosts new to the account, over its usual busiest hour',
    floor: 2,
    threshold: 3,
    medium: 1,
    high: 3,
  },
  'signin.travel': {
    title: 'Account signed in from two places too far apart for the time between',
    tags: ['attack.initial-access', 'attack.t1078'],
    reads: abroad,
    measure: 'kilometres an hour',
    floor: 300,
    atOnce: true,
    threshold: 900,
    medium: 1,
  },
  'signin.country': {
    title: 'Account signed in from a country that neither it nor its peers use',
    tags: ['attack.initial-access', 'attack.t1133'],
    reads: abroad,
    measure: 'bits of surprise',
    floor: 4,
    threshold: 8,
    medium: 1,
  },
  'signin.hours': {
    title: 'Account signed in at an hour that is not its own',
    tags: ['attack.initial-access', 'attack.t1078'],
    reads: logons,
    measure: 'bits of surprise',
    floor: 5,
    threshold: 11,
  },
  'signin.service-interactive': {
    title: 'Service account signed in as a person does',
    tags: ['attack.privilege-escalation', 'attack.t1078.002'],
    reads: logons,
    measure: 'bits of surprise',
    floor: 3,
    threshold: 6,
    medium: 1,
  },
  'process.parent-child': {
    title: 'Program started by a parent that does not start it here',
    tags: ['attack.execution', 'attack.t1059'],
    reads: programs,
    measure: 'bits of surprise',
    floor: 6,
    threshold: 14,
  },
  'process.command': {
    title: 'Command line of a shape not seen here',
    tags: ['attack.execution', 'attack.t1059'],
    reads: programs,
    measure: 'bits of surprise',
    floor: 6,
    threshold: 20,
  },
  'process.cluster': {
    title: 'Several unusual programs and commands on one host within an hour',
    tags: ['attack.execution', 'attack.t1059'],
    reads: programs,
    measure: 'bits of surprise in an hour, beyond what single rare programs give',
    floor: 8,
    threshold: 30,
    medium: 1,
    high: 4,
  },
  'network.scan': {
    title: 'Host knocked on many doors that stayed shut',
    tags: ['attack.discovery', 'attack.t1046'],
    reads: connections,
    measure: 'failed destinations in ten minutes, over its usual busiest',
    floor: 2,
    atOnce: true,
    threshold: 8,
    medium: 1.5,
  },
  'network.scan-outside': {
    title: 'Outside address knocked on many doors that stayed shut',
    tags: ['attack.reconnaissance', 'attack.t1595.001'],
    reads: connections,
    measure: 'failed destinations in ten minutes, over its usual busiest',
    floor: 2,
    atOnce: true,
    threshold: 20,
  },
  'network.spread': {
    title: 'Host reached many others on the ports of remote administration',
    tags: ['attack.lateral-movement', 'attack.t1021'],
    reads: connections,
    measure: 'hosts new to it in ten minutes, over its usual busiest',
    floor: 2,
    threshold: 4,
    medium: 1,
  },
  'network.beacon': {
    title: 'Host calls one outside address like a clock',
    tags: ['attack.command-and-control', 'attack.t1071'],
    reads: connections,
    measure: 'regularity, 0 to 1, less for destinations that many use',
    floor: 0.2,
    atOnce: true,
    threshold: 0.6,
    medium: 1.2,
  },
  'network.volume': {
    title: 'Host sent far more to the outside than it does at this hour',
    tags: ['attack.exfiltration', 'attack.t1048'],
    reads: connections,
    measure: 'robust standard deviations over its season',
    floor: 4,
    threshold: 30,
    medium: 1,
    high: 100,
  },
  'network.dns-tunnel': {
    title: 'Host carries data in the names it asks for',
    tags: ['attack.command-and-control', 'attack.t1071.004'],
    reads: [{ product: 'zeek', service: 'dns' }],
    measure: 'bytes of made-up names under one domain in an hour',
    floor: 100,
    threshold: 1500,
    medium: 1,
  },
  'records.no-care-relationship': {
    title: 'Person opened records of patients that they and their team have no part in',
    tags: ['attack.collection', 'attack.t1213'],
    reads: accesses,
    measure: 'bits of surprise over four hours, over the usual most',
    floor: 2,
    threshold: 6,
    medium: 1,
  },
  'records.sensitive': {
    title: 'Person broke the glass or opened protected records again and again',
    tags: ['attack.collection', 'attack.t1213'],
    reads: accesses,
    measure: 'patients in eight hours, over the usual most',
    floor: 1,
    threshold: 3,
    medium: 1,
    high: 4,
  },
  'records.bulk': {
    title: 'Person opened far more patients in an hour than they or their peers do',
    tags: ['attack.collection', 'attack.t1213'],
    reads: accesses,
    measure: 'patients in an hour, over the usual most',
    floor: 1,
    threshold: 3,
    medium: 1,
  },
  'records.export': {
    title: 'Person took out far more records than they do in a day',
    tags: ['attack.exfiltration', 'attack.t1530'],
    reads: accesses,
    measure: 'records in a day, over the usual most',
    floor: 20,
    threshold: 200,
    medium: 1,
    high: 20,
  },
  'ransomware.burst': {
    title: 'Many files written under an ending this estate does not use',
    tags: ['attack.impact', 'attack.t1486'],
    reads: [
      { product: 'windows', category: 'file_event' },
      { product: 'zeek', service: 'smb_files' },
    ],
    measure: 'files in two minutes',
    floor: 3,
    threshold: 6,
    medium: 1,
    high: 1.5,
  },
  'ransomware.no-way-back': {
    title: 'Several ways of recovery were taken away within an hour',
    tags: ['attack.impact', 'attack.t1490'],
    reads: [...programs, { product: 'windows', service: 'system' }, ...antivirus],
    measure: 'different ways on this host, and half of those elsewhere',
    floor: 1,
    atOnce: true,
    threshold: 2,
    medium: 1,
    high: 1.5,
  },
  'silence.host': {
    title: 'Host that used to log has gone quiet',
    tags: ['attack.defense-evasion', 'attack.t1562.006'],
    reads: hosts,
    measure: 'times its longest usual gap',
    floor: 1,
    threshold: 6,
  },
  'silence.source': {
    title: 'Source of logs stopped for the whole estate',
    tags: ['attack.defense-evasion', 'attack.t1562.006'],
    reads: [...hosts, ...connections, ...accesses],
    measure: 'times its longest usual gap',
    floor: 1,
    threshold: 4,
    medium: 1,
  },
  'silence.many': {
    title: 'Many hosts went quiet together',
    tags: ['attack.impact', 'attack.t1489'],
    reads: hosts,
    measure: 'robust standard deviations over the usual number',
    floor: 2,
    threshold: 8,
    medium: 1,
    high: 2,
  },
  'silence.not-stopped': {
    title: 'Antivirus named a threat and nothing stopped it',
    tags: ['attack.defense-evasion', 'attack.t1562.001'],
    reads: antivirus,
    measure: 'threats left alone on this host, and half of those elsewhere',
    floor: 0.5,
    atOnce: true,
    threshold: 1,
    medium: 1,
    high: 2,
  },
  'silence.watching-only': {
    title: 'Protection was set to watch and not to act',
    tags: ['attack.defense-evasion', 'attack.t1562.001'],
    reads: antivirus,
    measure: 'changes on this host',
    floor: 0.5,
    atOnce: true,
    threshold: 1,
    medium: 1,
  },
} as const satisfies Record<string, ModelEntry>;

export type ModelId = keyof typeof catalogue;
export const familyNames = ['signin', 'process', 'network', 'records', 'ransomware', 'silence'] as const;
export type FamilyName = (typeof familyNames)[number];
export const modelIds = Object.keys(catalogue) as ModelId[];
export const modelEntry = (id: ModelId): ModelEntry => catalogue[id];

/** Score from which each model speaks. */
export type Thresholds = Partial<Record<ModelId, number>>;
export const thresholdOf = (id: ModelId, thresholds: Thresholds): number =>
  thresholds[id] ?? catalogue[id].threshold;

export const familyOf = (id: ModelId): FamilyName => id.slice(0, id.indexOf('.')) as FamilyName;

const prefix = 'model:';
/** As findings name it among rules. */
export const ruleIdOf = (id: ModelId): string => `${prefix}${id}`;
/** The model whose finding this is; undefined for a rule's, and for a model that is no longer in the catalogue. */
export const modelOf = (ruleId: string): ModelId | undefined =>
  ruleId.startsWith(prefix) && Object.hasOwn(catalogue, ruleId.slice(prefix.length))
    ? (ruleId.slice(prefix.length) as ModelId)
    : undefined;
/** Whether a model said it, also one that is no longer in the catalogue. */
export const saidByModel = (ruleId: string): boolean => ruleId.startsWith(prefix);

export function levelOf(id: ModelId, score: number, thresholds: Thresholds): Level | null {
  const { medium = Number.POSITIVE_INFINITY, high = Number.POSITIVE_INFINITY } = modelEntry(id);
  const times = score / thresholdOf(id, thresholds);
  return times < 1 ? null : times >= high ? 'high' : times >= medium ? 'medium' : 'low';
}
