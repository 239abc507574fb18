/**
 * The rules of a mode as lines of a firewall between the zones, read back before anybody is given them: what the lines let through between
 * each two zones is exactly what was meant, as sets of packets. Text only: nothing is sent anywhere. Pure.
 */
import { common, type FirewallKind, meet, portRanges } from '@cordon/containment';
import type { Estate, Zone as EstateZone, Flow } from '@cordon/estate';
import {
  CannotSay,
  createSpace,
  type Disagreement,
  type Rule as FirewallRule,
  formatPacket,
  type Policy,
  type Prefix,
  parsePrefix,
  prove,
  type Service,
  write,
} from '@cordon/firewall';
import { httpFault } from '@cordon/platform/http';
import { stablePairs } from './enforce.ts';
import type { Exported, Mode, Recommendation, Rule } from './model.ts';
import { without } from './outside.ts';

export interface ExportOptions {
  readonly kind: FirewallKind;
  readonly mode: Mode;
  /** The number of the policy that comes first on a FortiGate now. */
  readonly first?: string;
}

/** @throws NOTHING_TO_ENFORCE, CANNOT_SAY, NOT_PROVED: nothing is given out that does not do what was meant */
export function exportPolicy(
  estate: Estate,
  recommendation: Recommendation,
  moved: readonly string[],
  { kind, mode, first }: ExportOptions,
): Exported {
  const { policy, warnings } = policyOf(estate, recommendation, moved, mode);
  if (policy.rules.length === 0) throw nothingToEnforce(mode);
  const whole: Policy = { ...policy, ...(first !== undefined && { before: first }) };
  // What is in force on a device already is not known, so the lines are compared as a list of their own.
  const alone: Policy = { ...whole, zones: whole.zones.map(({ list: _, ...zone }) => zone) };
  try {
    const [wrong] = prove(createSpace(), kind, alone, write(kind, alone));
    if (wrong) throw notProved(kind, wrong);
    const { apply, rollback } = write(kind, whole);
    const { zones, rules } = whole;
    const pairs = zones.length * (zones.length - 1);
    return { kind, mode, apply, roll_back: rollback, pairs, rules: rules.length, warnings };
  } catch (error) {
    if (!(error instanceof CannotSay)) throw error;
    throw httpFault(
      409,
      'CANNOT_SAY',
      `${error.message}.`,
      'Choose another kind of firewall, or another mode.',
    );
  }
}

const notProved = (kind: FirewallKind, { from, to, example, meant }: Disagreement) =>
  httpFault(
    409,
    'NOT_PROVED',
    `Read back, the lines for ${kind} are not what was meant: from ${from} to ${to}, ${formatPacket(example)} should be ${meant === 'permit' ? 'let through' : 'denied'}. They are not given out.`,
    'Choose another kind of firewall, and report this with the rule that it is about.',
  );

const nothingToEnforce = (mode: Mode) =>
  httpFault(
    409,
    'NOTHING_TO_ENFORCE',
    mode === 'visibility'
      ? 'Visibility only denies nothing, so there is nothing to give to a firewall.'
      : 'Nothing is known well enough to be denied: no pair of zones is stable yet.',
    mode === 'visibility'
      ? 'Choose selective or full.'
      : 'Watch for longer, or look at what settles with cordon segment recommend.',
  );

/** What a mode means, for any firewall: the first rule that fits decides. */
export function policyOf(
  estate: Estate,
  recommendation: Recommendation,
  moved: readonly string[],
  mode: Mode,
): { policy: Policy; warnings: string[] } {
  const warnings: string[] = [];
  const zones = zonesOf(estate, recommendation);
  const isNamed = new Set(zones.map(({ name }) => name));
  const permits = recommendation.rules.flatMap((rule) => {
    if (!isNamed.has(rule.from_zone) || !isNamed.has(rule.to_zone)) return [];
    const sources = prefixesOf(estate, rule.from, rule.from_zone);
    const destinations = prefixesOf(estate, rule.to, rule.to_zone);
    if (sources && destinations) return [{ rule, sources, destinations }];
    warnings.push(
      `No address is known of ${sources ? rule.to : rule.from}: what it needs is not in the lines.`,
    );
    return [];
  });
  const settling = recommendation.pairs.filter(({ state }) => state !== 'stable');
  if (mode === 'full' && settling.length > 0)
    warnings.push(
      `${settling.length} of ${recommendation.pairs.length} pairs of zones are not known well enough yet: to enforce all of it is not recommended.`,
    );
  const base = { name: `cordon segmentation ${mode}`, zones };
  if (mode === 'visibility') return { policy: { ...base, rules: [], otherwise: 'permit' }, warnings };
  return {
    policy:
      mode === 'full'
        ? {
            ...base,
            rules: permits.map((one) => permitted(one, servicesOf(one.rule, one.rule.ports))),
            otherwise: 'deny',
          }
        : { ...base, rules: selectivePolicy(permits, recommendation, moved), otherwise: 'permit' },
    warnings,
  };
}

interface Permit {
  readonly rule: Rule;
  readonly sources: readonly Prefix[];
  readonly destinations: readonly Prefix[];
}

const permitted = ({ rule, sources, destinations }: Permit, services: readonly Service[]): FirewallRule => ({
  name: `${rule.from} to ${rule.to}`,
  ...{ from: rule.from_zone, to: rule.to_zone, sources, destinations, services },
  action: 'permit',
});

/** Between zones that are known, the ports by which intruders move: what rests on them first, then nothing else of them. */
function selectivePolicy(
  permits: readonly Permit[],
  recommendation: Recommendation,
  moved: readonly string[],
): FirewallRule[] {
  const stable = stablePairs(recommendation);
  const ranges = portRanges(moved);
  const closed: readonly Service[] = (['tcp', 'udp'] as const).flatMap((protocol) =>
    ranges.map((ports) => ({ protocol, ports })),
  );
  return [...stable].flatMap((pair) => {
    const [from = '', to = ''] = pair.split(' ');
    const here = permits.filter(
      ({ rule }) => rule.from_zone === from && rule.to_zone === to && meet(portRanges(rule.ports), ranges),
    );
    return [
      ...here.flatMap((one) => {
        const ports = common(portRanges(one.rule.ports), ranges).map(([low, high]) => `${low}-${high}`);
        return one.rule.protocol === 'icmp' ? [] : [permitted(one, servicesOf(one.rule, ports))];
      }),
      {
        name: `no movement from ${from} to ${to}`,
        from,
        to,
        sources: [],
        destinations: [],
        services: closed,
        action: 'deny',
      },
    ];
  });
}

/** Zones that the policy is about. The device has its own words for them, which whoever gives it the lines puts in their place. */
function zonesOf(estate: Estate, { pairs }: Recommendation): Policy['zones'] {
  const networks = new Map(
    estate.zones.map(({ id, cidrs }) => [
      id,
      cidrs.map(parsePrefix).filter((prefix) => prefix !== undefined),
    ]),
  );
  const isOutside = ({ kind }: EstateZone): boolean => kind === 'internet';
  const ours = estate.zones.filter((zone) => !isOutside(zone)).flatMap(({ id }) => networks.get(id)!);
  return estate.zones
    .filter(
      ({ id }) => networks.get(id)!.length > 0 && pairs.some(({ from, to }) => from === id || to === id),
    )
    .map((zone) => ({
      name: zone.id,
      interface: zone.id,
      list: `in-force-on-${zone.id}`,
      networks: isOutside(zone)
        ? networks.get(zone.id)!.flatMap((prefix) => without(prefix, ours))
        : networks.get(zone.id)!,
    }));
}

/** Empty for a whole zone, which the interface says already; undefined where no address is known. */
function prefixesOf(estate: Estate, end: string, zone: string): readonly Prefix[] | undefined {
  if (end === zone) return [];
  const prefixes = estate.assets
    .filter((asset) => (asset.id === end || asset.system === end) && asset.zone === zone)
    .flatMap(({ addresses }) => addresses.map(parsePrefix))
    .filter((prefix) => prefix !== undefined);
  return prefixes.length > 0 ? prefixes : undefined;
}

function servicesOf({ protocol }: Pick<Flow, 'protocol'>, ports: readonly string[]): readonly Service[] {
  const isAny = ports.includes('any');
  if (protocol === 'any' && isAny) return [];
  const protocols = protocol === 'any' ? (['tcp', 'udp'] as const) : [protocol];
  return protocols.flatMap((one): Service[] =>
    one === 'icmp' || isAny
      ? [{ protocol: one }]
      : portRanges(ports).map((range) => ({ protocol: one, ports: range })),
  );
}
