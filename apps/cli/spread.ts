/** `cordon spread`: what attacks would cost a hospital as it is, and after what could be done before, so that a board sees what money buys. */
import { loadKnowledge, loadPlays, type Outcome, play } from '@cordon/containment';
import { fault } from '@cordon/platform/fault';
import { openHospitals } from './hospitals.ts';
import { plain } from './output/plain.ts';

export interface SpreadCommand {
  /** A folder for each hospital; several are one estate. */
  estate: readonly string[];
  attack: readonly string[];
  plays: number;
  format: 'table' | 'json';
}

/** @throws UNKNOWN_ATTACK */
export async function spreadCommand({
  estate: dirs,
  attack: wanted,
  plays,
  format,
}: SpreadCommand): Promise<string> {
  const { estate, entries } = await openHospitals(dirs);
  const knowledge = loadKnowledge();
  const { attacks, policies } = loadPlays();
  for (const id of wanted)
    if (!attacks.some((attack) => attack.id === id))
      throw fault(
        'UNKNOWN_ATTACK',
        `There is no attack ${id}.`,
        `Give one of ${attacks.map((attack) => attack.id).join(', ')}.`,
      );
  const today = new Date().toISOString().slice(0, 10);
  const names = new Map(estate.services.map(({ id, name }) => [id, name]));
  const rows = attacks
    .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
    .map((attack) => ({
      attack,
      outcomes: policies.map((policy) => ({
        policy,
        outcome: play({ estate, entries, knowledge }, attack, policy, { plays, seed: 'cordon', today }),
      })),
    }));
  if (format === 'json')
    return `${JSON.stringify(
      rows.flatMap(({ outcomes }) => outcomes.map(({ outcome }) => outcome)),
      null,
      2,
    )}\n`;
  const lines = rows.flatMap(({ attack, outcomes }) => [
    `${attack.title}: ${plays} plays of ${attack.hours} hours`,
    `  ${'what is done before'.padEnd(62)} ${'assets lost'.padStart(16)} ${'thousand patient-hours'.padStart(24)}  stops in most plays`,
    ...outcomes.map(({ policy, outcome }) => lineOf(policy.title, outcome, names)),
    '',
  ]);
  lines.push(
    'Each figure: the middle of the plays, and what one in ten is under and over. Simulated, with odds and weights that nobody has',
    'confirmed (content/containment): compare the rows of one attack, do not quote one.',
  );
  return `${lines.map(plain).join('\n')}\n`;
}

function lineOf(
  title: string,
  { assets, patient_hours, services }: Outcome,
  names: ReadonlyMap<string, string>,
): string {
  const range = ({ low, middle, high }: Outcome['assets'], unit: number): string =>
    `${Math.round(middle / unit).toLocaleString('en')} (${Math.round(low / unit).toLocaleString('en')}-${Math.round(high / unit).toLocaleString('en')})`;
  const stops = services.filter((one) => one.stops > 0.5).map(({ service }) => names.get(service));
  return `  ${title.padEnd(62)} ${range(assets, 1).padStart(16)} ${range(patient_hours, 1000).padStart(24)}  ${stops.length === 0 ? 'none' : stops.join(', ')}`;
}
