/** Whether a hospital keeps to a pattern, from what its estate says. Nothing is asked of any device: no packet is sent. Pure. */
import { meet, type PortRange, portRanges } from '@cordon/containment';
import type { Estate, Flow, System } from '@cordon/estate';
import type { Check } from './model.ts';
import type { Pattern } from './patterns.ts';
import { createEnds } from './ways.ts';

type Verdict = Pick<Check, 'state' | 'because'>;

/** @param moved ports by which intruders move */
export function checkPatterns(
  estate: Estate,
  patterns: readonly Pattern[],
  moved: readonly string[],
): Check[] {
  const look = createLook(estate, portRanges(moved));
  return patterns.map((pattern) => {
    const { id, title, source } = pattern;
    return { id, title, source, ...look(pattern) };
  });
}

/** Broken where anything speaks against it; unknown where nothing in the estate is of the kind that it is about. */
const verdict = (looked: number, broken: readonly string[], missing: string): Verdict =>
  looked === 0
    ? { state: 'unknown', because: [missing] }
    : { state: broken.length > 0 ? 'broken' : 'kept', because: [...broken] };

function createLook(estate: Estate, moved: readonly PortRange[]): (pattern: Pattern) => Verdict {
  const ways = createEnds(estate).stated();
  const kindOf = (zone: string) => estate.zone(zone)?.kind;
  const nameOf = (zone: string) => estate.zone(zone)?.name ?? zone;
  const named = (words: readonly string[]): System[] =>
    estate.systems.filter(({ id, name, kind }) => {
      const parts = [id, name.toLowerCase(), kind.toLowerCase()];
      return words.some((word) => parts.some((part) => new RegExp(`\\b${escaped(word)}\\b`).test(part)));
    });
  const assetsOf = (system: string) => estate.assets.filter((asset) => asset.system === system);
  const told = ({ id, from, to, ports }: Flow) => `${id}: ${from} to ${to} on ${ports.join(', ')}`;
  const flowsWhere = (holds: (from: string, to: string, flow: Flow) => boolean): Flow[] => [
    ...new Set(ways.filter(({ from, to, flow }) => holds(from.zone, to.zone, flow)).map(({ flow }) => flow)),
  ];
  const isMovement = ({ ports }: Pick<Flow, 'ports'>) => meet(portRanges(ports), moved);

  return (pattern) => {
    switch (pattern.check) {
      case 'spread': {
        const systems = named(pattern.systems).filter(({ id }) => assetsOf(id).length > 1);
        const broken = systems.flatMap(({ id, name }) => {
          const assets = assetsOf(id);
          const [zone, ...others] = [...new Set(assets.map((asset) => asset.zone))];
          return others.length === 0 ? [`All ${assets.length} of ${name} stand in ${nameOf(zone!)}`] : [];
        });
        return verdict(
          systems.length,
          broken,
          'No system of these kinds with more than one device is known.',
        );
      }
      case 'apart': {
        const [these, those] = [named(pattern.systems), named(pattern.from)];
        const zonesOf = (systems: readonly System[]) =>
          new Set(systems.flatMap(({ id }) => assetsOf(id).map(({ zone }) => zone)));
        const others = zonesOf(those);
        const shared = [...zonesOf(these)].filter((zone) => others.has(zone));
        return verdict(
          Math.min(zonesOf(these).size, others.size),
          shared.map((zone) => `Both stand in ${nameOf(zone)}`),
          'One of the two is not in the estate.',
        );
      }
      case 'limited': {
        const ids = new Set(named(pattern.systems).map(({ id }) => id));
        const calling = estate.flows.filter(
          ({ to }) => ids.has(to) || ids.has(estate.asset(to)?.system ?? ''),
        );
        const loose = calling.filter(({ from, ports }) => ports.includes('any') || estate.zone(from));
        return verdict(calling.length, loose.map(told), 'No flow to such a system is known.');
      }
      case 'one-subnet': {
        const zones = estate.zones.filter(({ kind }) => pattern.zones.includes(kind));
        const several = zones.filter(({ cidrs }) => cidrs.filter((one) => !one.includes(':')).length > 1);
        return verdict(
          zones.length,
          several.map(({ name, cidrs }) => `${name} has ${cidrs.join(' and ')}`),
          'No zone of this kind is known.',
        );
      }
      case 'limited-from': {
        const reaching = flowsWhere(
          (from, to) => isOneOf(pattern.from, kindOf(from)) && isOneOf(pattern.to, kindOf(to)),
        );
        const loose = reaching.filter(
          ({ from, ports }) => ports.includes('any') || kindOf(from) === 'internet' || isMovement({ ports }),
        );
        return verdict(reaching.length, loose.map(told), 'No flow from such a zone is known.');
      }
      case 'no-movement': {
        const reaching = flowsWhere(
          (from, to) => isOneOf(pattern.from, kindOf(from)) && isOneOf(pattern.to, kindOf(to)),
        );
        const places = estate.zones.filter(({ kind }) => isOneOf([...pattern.from, ...pattern.to], kind));
        return verdict(
          places.length,
          reaching.filter(isMovement).map(told),
          'No zone of these kinds is known.',
        );
      }
      case 'no-movement-within': {
        const zones = estate.zones.filter(({ kind }) => isOneOf(pattern.zones, kind));
        const flat = estate.flows.filter(
          (flow) => flow.from === flow.to && isOneOf(pattern.zones, kindOf(flow.from)) && isMovement(flow),
        );
        return verdict(zones.length, flat.map(told), 'No zone of these kinds is known.');
      }
    }
  };
}

const isOneOf = <T>(some: readonly T[], one: T | undefined): boolean =>
  one !== undefined && some.includes(one);

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
