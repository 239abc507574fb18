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
import { peopleText, recordsText, wardsText } from './felt.ts';
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

/** As they stand side by side: the proposed one between the two that people would think of without it. */
const sideBySide = ['nothing', 'proposed', 'everything'] as const satisfies readonly Option['name'][];
const titles: Record<Option['name'], string> = {
  nothing: 'Do nothing',
  proposed: 'Proposed plan',
  everything: 'Cut everything',
};

const number = (value: number): string => Math.round(value).toLocaleString('en');

function textOf(
  estate: Estate,
  { options, taken, directories, horizon, bound, proved, confirmed }: Proposal,
  conflicts: readonly string[],
): string {
  const shown = sideBySide.map((name) => options.find((option) => option.name === name)!);
  const lines: string[] = [
    ...conflicts,
    `Looking ${horizon / 60} hours ahead, at the fastest pace on record.`,
    ...directories.map(
      (id) =>
        `The directory of ${estate.organisations.find((one) => one.id === id)?.name ?? id} is taken to be read: every account in it counts as stolen. New passwords help once that of krbtgt has been reset twice, ten hours apart.`,
    ),
    ...(taken.length > 0 ? [`Taken to be stolen, being used there: ${taken.join(', ')}.`] : []),
    '',
    ...comparison(estate, shown),
    '',
    ...actionsText(shown.find(({ name }) => name === 'proposed')!),
    ...shown.flatMap(feltText),
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
  ];
  return `${lines.map(plain).join('\n')}\n`;
}

function comparison(estate: Estate, options: readonly Option[]): string[] {
  const row = (what: string, of: (option: Option) => string): string =>
    what.padEnd(28) + options.map((option) => of(option).padStart(26)).join('');
  const inState = ({ services }: Option, state: string): number =>
    services.filter((fare) => fare.state === state).length;
  return [
    row('', ({ name }) => titles[name]),
    row('Patient-hours', (option) => number(option.attack_harm + option.containment_harm)),
    row('  by the attack', ({ attack_harm }) => number(attack_harm)),
    row('  by what is closed', ({ containment_harm }) => number(containment_harm)),
    row(`Assets reached, of ${number(estate.assets.length)}`, (option) => number(option.assets_reached)),
    row('Services that stop', (option) => number(inState(option, 'stopped'))),
    row('Services that work worse', (option) => number(inState(option, 'degraded'))),
    row('Wards that lose something', ({ wards }) => number(wards?.length ?? 0)),
    row('Records, of so many people', ({ records }) => (records ? peopleText(records) : 'unknown')),
  ];
}

function actionsText({ actions }: Option): string[] {
  if (actions.length === 0) return ['Proposed plan: close nothing.'];
  return [
    'Proposed plan, in the order in which it is needed',
    ...actions.flatMap(({ action, title, harm, needed_within, breaks, seen, roll_back }, i) => {
      const within = needed_within === null ? '' : `, needed within ${number(needed_within)} min`;
      const cost = harm < 0.5 ? 'under 1' : number(harm);
      return [
        `  ${i + 1}. ${title} (${cost} patient-hours${within})`,
        ...breaks.map(({ purpose, flow }) => `     breaks or narrows ${flow}: ${purpose}`),
        // Flows say which host talks, and not as whom.
        ...('account' in action ? [] : seenText(seen ?? null)),
        `     back: ${roll_back}`,
      ];
    }),
  ];
}

/** What patients would feel of it, the worst first. */
function feltText({ name, services, wards = [], records }: Option): string[] {
  const felt = [
    ...services.map(
      ({ state, name: service, by, hours }) =>
        `  ${state.padEnd(8)}  ${service}, by ${by === 'attack' ? 'the attack' : 'what is closed'}, ${hours} h`,
    ),
    ...wardsText(wards),
    ...(records ? recordsText(records) : []),
  ];
  return felt.length === 0 ? [] : ['', titles[name], ...felt];
}
