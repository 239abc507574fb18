/** `cordon contain [HOST…]`: from what an intruder holds, how far that leads, and three answers to it side by side. */
import {
  createContainment,
  type Held,
  hourAt,
  type Option,
  type Proposal,
  type SeenBreaks,
} from '@cordon/containment';
import { readSeen, seenIn } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import { fault } from '@cordon/platform/fault';
import { recordsText, wardsText } from './felt.ts';
import { openHospitals } from './hospitals.ts';
import { plain } from './output/plain.ts';

export interface ContainCommand {
  /** Accounts that an intruder holds. */
  account: readonly string[];
  /** Suppliers who say that they were attacked. */
  supplier: readonly string[];
  /** A folder for each hospital; several are one estate. */
  estate: readonly string[];
  hours: number;
  /** What `segment observe` kept (by default in the hospital's folder), to say which flows each action breaks. */
  seen?: string;
  /** No more actions than this. */
  atMost?: number;
  format: 'table' | 'json';
}

/** Longest that the search for a better plan may take; it answers with the best it has, and says so. */
const patience = 10_000;

/** @throws NOTHING_HELD, and for names that are not known, before anything is worked out: a plan for another host would be worse than none */
export async function containCommand(hosts: readonly string[], command: ContainCommand): Promise<string> {
  if (hosts.length + command.account.length + command.supplier.length === 0)
    throw fault(
      'NOTHING_HELD',
      'Nothing was named that an intruder holds.',
      'Give hosts, or --account or --supplier.',
    );
  const { estate, entries, conflicts, host, account, supplier } = await openHospitals(command.estate);
  const held: Held = {
    assets: hosts.map(host),
    accounts: command.account.map(account),
    suppliers: command.supplier.map(supplier),
  };
  const until = performance.now() + patience;
  const [folder, another] = command.estate;
  const seen = command.seen ?? (another === undefined ? seenIn(folder!) : undefined);
  const proposal = createContainment({ estate, entries }).propose(held, {
    horizon: command.hours * 60,
    hour: hourAt(new Date()),
    stop: () => performance.now() > until,
    ...(seen === undefined ? {} : { seen: readSeen(seen) }),
    ...(command.atMost === undefined ? {} : { budget: command.atMost }),
  });
  return command.format === 'json'
    ? `${JSON.stringify(proposal, null, 2)}\n`
    : textOf(estate, proposal, conflicts);
}

/** What of the last thirty days an action would break, and whose that is. */
function seenText(seen: SeenBreaks | null): string[] {
  if (seen === null)
    return ['     flows of the last 30 days: unknown, since nothing that was read tells of any here'];
  return [
    `     would break ${seen.flows} of the flows of the last 30 days`,
    ...seen.most.map(
      ({ from, to, service, times, days }) =>
        `       ${from} to ${to} ${service}, ${times} times on ${days} days`,
    ),
  ];
}

const titles = {
  nothing: 'DO NOTHING',
  everything: 'CUT EVERYTHING',
  proposed: 'PROPOSED',
} as const satisfies Record<Option['name'], string>;

function textOf(
  estate: Estate,
  { options, taken, horizon, bound, proved, confirmed }: Proposal,
  conflicts: readonly string[],
): string {
  const number = (value: number): string => Math.round(value).toLocaleString('en');
  const lines: string[] = [
    ...conflicts,
    `Looking ${horizon / 60} hours ahead, at the fastest pace on record.`,
  ];
  if (taken.length > 0) lines.push(`Taken to be stolen, being used there: ${taken.join(', ')}.`);
  for (const option of options) {
    lines.push(
      '',
      `${titles[option.name]}: the intruder reaches ${option.assets_reached} of ${estate.assets.length} assets; ` +
        `${number(option.attack_harm)} patient-hours by the attack, ${number(option.containment_harm)} by containment`,
    );
    for (const fare of option.services) {
      const cause = fare.by === 'attack' ? 'by the attack' : 'by what is closed';
      lines.push(`  ${fare.state.padEnd(8)}  ${fare.name}, ${cause}, ${fare.hours} h`);
    }
    lines.push(...wardsText(option.wards ?? []), ...(option.records ? recordsText(option.records) : []));
    if (option.name !== 'proposed') continue;
    option.actions.forEach(({ action, title, harm, needed_within, breaks, seen, roll_back }, i) => {
      const within = needed_within === null ? '' : `, needed within ${number(needed_within)} min`;
      const cost = harm < 0.5 ? 'under 1' : number(harm);
      lines.push(`  ${i + 1}. ${title} (${cost} patient-hours${within})`);
      for (const { purpose, flow } of breaks) lines.push(`     breaks or narrows ${flow}: ${purpose}`);
      // Flows say which host talks, and not as whom.
      if (!('account' in action)) lines.push(...seenText(seen ?? null));
      lines.push(`     back: ${roll_back}`);
    });
  }
  lines.push(
    '',
    proved
      ? 'No other set of actions costs less.'
      : `The search was ended: no set of actions costs less than ${number(bound)} patient-hours.`,
    ...(confirmed
      ? []
      : [
          'Patient-hours are weighted by content/containment/harm.yaml, which no clinical safety officer has confirmed.',
        ]),
    'Nothing has been done. Whoever is on call for the patients concerned decides.',
  );
  return `${lines.map(plain).join('\n')}\n`;
}
