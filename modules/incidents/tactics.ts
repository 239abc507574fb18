/** ATT&CK tactics in the order an intrusion usually goes, with the words a person reads. */
import type { Finding } from '@cordon/detection';

export interface Tactic {
  /** As Sigma tags name it, after `attack.`. */
  id: string;
  /** Finishes the sentence "The furthest sign so far is …". */
  phrase: string;
  /** Heads an incident whose furthest sign this is. */
  headline: string;
}

const inOrder: readonly Tactic[] = [
  { id: 'reconnaissance', phrase: 'someone looking from outside', headline: 'Probing from outside' },
  { id: 'resource-development', phrase: 'preparation of an attack', headline: 'Attack being prepared' },
  { id: 'initial-access', phrase: 'a way in being used', headline: 'Possible break-in' },
  { id: 'execution', phrase: 'hostile code running', headline: 'Hostile code running' },
  { id: 'persistence', phrase: 'a foothold being kept', headline: 'Foothold being kept' },
  { id: 'privilege-escalation', phrase: 'higher rights being taken', headline: 'Higher rights being taken' },
  {
    id: 'defense-evasion',
    phrase: 'defences being switched off or avoided',
    headline: 'Defences being avoided',
  },
  { id: 'discovery', phrase: 'the network being mapped', headline: 'Network being mapped' },
  {
    id: 'command-and-control',
    phrase: 'remote control from outside',
    headline: 'Remote control from outside',
  },
  {
    id: 'credential-access',
    phrase: 'passwords or tickets being taken',
    headline: 'Credentials being taken',
  },
  { id: 'lateral-movement', phrase: 'movement from host to host', headline: 'Intruder moving between hosts' },
  { id: 'collection', phrase: 'records or files being gathered', headline: 'Records being gathered' },
  { id: 'exfiltration', phrase: 'data leaving the hospital', headline: 'Data leaving the hospital' },
  {
    id: 'impact',
    phrase: 'systems or backups being destroyed',
    headline: 'Systems being encrypted or destroyed',
  },
];

const rank = new Map(inOrder.map((tactic, index) => [tactic.id, index]));

/** The tactics a finding's tags name, in order of an intrusion. Tags may use `_` or `-`. */
export function tacticsOf(finding: Pick<Finding, 'tags'>): string[] {
  const ids = finding.tags.map((tag) =>
    tag
      .toLowerCase()
      .replace(/^attack\./, '')
      .replaceAll('_', '-'),
  );
  return ids.filter((id) => rank.has(id)).sort((a, b) => rank.get(a)! - rank.get(b)!);
}

export const byOrderOfIntrusion = (a: string, b: string): number => (rank.get(a) ?? -1) - (rank.get(b) ?? -1);

export function furthest(tactics: Iterable<string>): Tactic | undefined {
  let best = -1;
  for (const id of tactics) best = Math.max(best, rank.get(id) ?? -1);
  return inOrder[best];
}
