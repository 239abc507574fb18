/** `cordon estate restore-order`: in which order to bring lost systems back, and which services that is too late for. */
import {
  type Estate,
  loadEstate,
  loadRegisters,
  lostSystems,
  type RestorePlan,
  type RestoreStep,
  restoreOrder,
} from '@cordon/estate';
import { fault } from '@cordon/platform/fault';
import { columns } from './output/columns.ts';
import { plain } from './output/plain.ts';

export interface RestoreOrderCommand {
  estate: string;
  /** Ids of systems, suppliers, assets, sites or zones; none = everything. */
  lost: readonly string[];
  format: 'table' | 'json';
}

/** @throws NOT_IN_ESTATE before anything is worked out: an order for something else would be worse than none */
export async function restoreOrderCommand({
  estate: dir,
  lost,
  format,
}: RestoreOrderCommand): Promise<string> {
  const estate = await loadEstate(dir);
  const { recovery } = await loadRegisters(dir, estate);
  const { ids, strangers } = lostSystems(estate, lost);
  if (strangers.length > 0)
    throw fault(
      'NOT_IN_ESTATE',
      `The estate has no ${strangers.join(', ')}.`,
      'Give ids of systems, suppliers, assets, sites or zones, as hospital.yaml and its tables have them.',
    );
  const rows = new Map(recovery.map((row) => [row.system, row]));
  const plan = restoreOrder(estate, ids, recovery);
  if (format === 'json') return `${JSON.stringify(plan, null, 2)}\n`;
  const objectiveOf = (id: string) => rows.get(id)?.objective_minutes ?? null;
  const untried = new Set(recovery.filter(({ tried_on }) => tried_on === null).map(({ system }) => system));
  return `${textOf(estate, plan, objectiveOf, untried).map(plain).join('\n')}\n`;
}

const timeOf = ({ minutes, at_least }: RestoreStep['earliest']): string =>
  `${at_least ? '≥ ' : ''}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;

/** A lower bound that is past the objective is enough to know. */
function objectiveText(objective: number | null, { earliest }: RestoreStep): string {
  if (objective === null) return 'none';
  return `${objective} min${earliest.minutes > objective ? ' missed' : ''}`;
}

function textOf(
  estate: Estate,
  { steps, services, rings, critical_path }: RestorePlan,
  objectiveOf: (id: string) => number | null,
  untried: ReadonlySet<string>,
): string[] {
  if (steps.length === 0) return ['Nothing that is lost takes a system with it.'];
  const contacts = new Map(
    estate.suppliers.map(({ id, name, contact }) => [id, `${name}: ${contact ?? 'no contact'}`]),
  );
  const supplierOf = new Map(estate.systems.map(({ id, supplier }) => [id, supplier]));
  const rows = columns(
    [
      ['TURN', 'WAVE', 'WORK', 'OBJECTIVE', 'ONE TEAM', 'MANY TEAMS', 'WHAT'],
      ...steps.map((step) => [
        String(step.turn),
        String(step.wave),
        step.minutes === null ? 'unknown' : `${step.minutes} min${untried.has(step.id) ? ' untried' : ''}`,
        objectiveText(objectiveOf(step.id), step),
        timeOf(step.in_turn),
        timeOf(step.earliest),
        `${step.name} (${step.id})`,
      ]),
    ],
    [0, 1, 4, 5],
  );
  const hostOf = new Map(estate.assets.map(({ id, hostname }) => [id, hostname]));
  const machines = ({ assets }: RestoreStep): string[] => {
    if (assets.length === 0) return [];
    const names = assets.slice(0, 6).map((id) => hostOf.get(id)!);
    return [
      `On ${names.join(', ')}${assets.length > names.length ? ` and ${assets.length - names.length} more` : ''}.`,
    ];
  };
  const contactOf = ({ id, kind }: RestoreStep): string[] => {
    const supplier = kind === 'supplier' ? id : supplierOf.get(id);
    return supplier == null ? [] : [contacts.get(supplier)!];
  };
  return [
    'Hours and minutes from the start of recovery. Steps of one wave do not need each other.',
    '',
    rows[0]!,
    ...steps.flatMap((step, i) => [
      rows[i + 1]!,
      `            ${step.reason}${step.needs.length > 0 ? ` After ${step.needs.join(', ')}.` : ''}`,
      ...[...machines(step), ...contactOf(step)].map((text) => `            ${text}`),
    ]),
    '',
    ...columns(
      [
        ['', 'VERDICT', 'ON PAPER', 'ONE TEAM', 'MANY TEAMS', 'SERVICE'],
        ...services.map(({ service, strength, verdict, earliest, in_turn, waits_for }) => [
          { passed: '!!', unknown: '? ', 'in time with more teams': '! ', 'in time': '  ' }[verdict],
          verdict,
          service.tolerable_downtime_minutes === null
            ? 'not agreed'
            : `${service.tolerable_downtime_minutes} min`,
          timeOf(in_turn),
          timeOf(earliest),
          `${service.name} ${strength === 'stops' ? 'stands still' : 'works worse'} until ${waits_for} is back`,
        ]),
      ],
      [2, 3, 4],
    ),
    ...rings.map((ring) => `Each needs the others, so one begins without: ${ring.join(', ')}.`),
    '',
    `Longest chain, which more teams do not shorten: ${critical_path.join(' > ')}.`,
    'The order rests on what services depend on and how long they bear it; check it with whoever runs recovery.',
  ];
}
