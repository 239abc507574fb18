import type { Family, Prefix } from '../address.ts';
import type { Policy, Rule, Zone } from '../policy.ts';
import type { Service } from '../service.ts';

/** What is to be given to a device, and what takes exactly that back. */
export interface Written {
  readonly apply: string;
  readonly rollback: string;
  /**
   * What the device shows afterwards of what was given to it: the same text, unless commands of a cloud made
   * it.
   */
  readonly shown: string;
}

/** What a kind of firewall cannot be told. Nothing is written then: half a policy is worse than none. */
export class CannotSay extends Error {
  constructor(what: string) {
    super(`${what}; nothing was written: change the rule, or carry it out on another device`);
    this.name = 'CannotSay';
  }
}

/** One source, destination and service, as most formats want a rule. undefined is any. */
export interface Flat {
  readonly source: Prefix | undefined;
  readonly destination: Prefix | undefined;
  readonly service: Service;
}

/** The combinations of a rule that a packet of this IP version can match. */
export function flatten(rule: Pick<Rule, 'sources' | 'destinations' | 'services'>, family: Family): Flat[] {
  const sources = ofFamily(rule.sources, family);
  const destinations = ofFamily(rule.destinations, family);
  const services = rule.services.length === 0 ? [{ protocol: 'any' } as const] : rule.services;
  return sources.flatMap((source) =>
    destinations.flatMap((destination) => services.map((service) => ({ source, destination, service }))),
  );
}

function ofFamily(prefixes: readonly Prefix[], family: Family): readonly (Prefix | undefined)[] {
  return prefixes.length === 0 ? [undefined] : prefixes.filter((prefix) => prefix.family === family);
}

/** A name that every device takes: letters, digits and hyphens. */
export const plainName = (text: string, length = 31): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, length) || 'rule';

/** Text that cannot end a quotation or a line, whoever wrote it. */
export const plainText = (text: string, length = 120): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 .,:;()/_-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, length);

export function zoneNamed(policy: Policy, name: string): Zone {
  const zone = policy.zones.find((one) => one.name === name);
  if (zone === undefined) throw new CannotSay(`the zone "${name}" is in a rule and not in the policy`);
  return zone;
}

/** The destinations of a rule where only addresses can say to which zone packets go. */
export function destinationsOf(policy: Policy, rule: Rule): readonly Prefix[] {
  if (rule.to === undefined || rule.destinations.length > 0) return rule.destinations;
  const { networks } = zoneNamed(policy, rule.to);
  if (networks.length === 0)
    throw new CannotSay(`rule "${rule.name}" goes to zone "${rule.to}", which has no addresses`);
  return networks;
}

/** Rules about what comes from a zone. */
export const rulesOf = (policy: Policy, zone: Zone): Rule[] =>
  policy.rules.filter(({ from }) => (from ?? zone.name) === zone.name);

/** Zones at which something must be said: all, or those that a rule is about. */
export const zonesFiltered = (policy: Policy): Zone[] =>
  policy.zones.filter((zone) => policy.otherwise === 'deny' || rulesOf(policy, zone).length > 0);

/** The name of a zone's own access list. */
export const listName = (policy: Policy, zone: Zone): string =>
  `${plainName(policy.name, 40)}-${plainName(zone.name, 20)}`;
