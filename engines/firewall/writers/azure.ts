import { formatPrefix, type Prefix } from '../address.ts';
import type { Policy, Rule, Zone } from '../policy.ts';
import type { Service } from '../service.ts';
import { CannotSay, plainName, plainText, type Written, zoneNamed } from './plain.ts';

/** From 100 to 4096 is what Azure takes; ours come before those that people number. */
const firstPriority = 100;
const lastPriority = 4_096;

/**
 * Commands for network security groups, one for each subnet, and what `az network nsg list` then prints:
 * rules about what comes in from other zones. Outbound is left open, since each zone guards itself. Azure
 * knows no zones, so a rule is about their addresses.
 */
export function writeAzure(policy: Policy): Written {
  const nameOf = (zone: Zone) => `${plainName(policy.name, 40)}-${plainName(zone.name, 30)}`;
  const groups = policy.zones.map((zone) => {
    const rules = policy.rules.filter(({ to }) => (to ?? zone.name) === zone.name);
    const inbound = rules.flatMap((rule) => securityRules(policy, rule, zone));
    inbound.push(
      securityRule(
        'everything-else',
        policy.otherwise === 'permit' ? 'Allow' : 'Deny',
        'Inbound',
        ['*'],
        ['*'],
        '*',
        '*',
      ),
    );
    if (inbound.length > lastPriority - firstPriority)
      throw new CannotSay(`zone "${zone.name}" would need ${inbound.length} rules, more than a group has`);
    return {
      name: nameOf(zone),
      securityRules: [
        ...inbound.map((rule, at) => ({
          ...rule,
          name: `${at + 1}-${rule.name}`,
          priority: firstPriority + at,
        })),
        { ...securityRule('out', 'Allow', 'Outbound', ['*'], ['*'], '*', '*'), priority: firstPriority },
      ],
      defaultSecurityRules: [],
      subnets: [{ id: subnetId(zone.interface) }],
    };
  });
  return {
    apply: groups.map((group, at) => commands(group, policy.zones[at]!)).join(''),
    shown: `${JSON.stringify(groups, undefined, 2)}\n`,
    rollback: policy.zones
      .map((zone) => {
        const [network, subnet] = zone.interface.split('/');
        const former = zone.list === undefined ? '""' : `"${plainName(zone.list, 80)}"`;
        return [
          `az network vnet subnet update --vnet-name "${network}" --name "${subnet ?? network}" --network-security-group ${former}`,
          `az network nsg delete --name "${nameOf(zone)}"`,
          '',
        ].join('\n');
      })
      .join(''),
  };
}

interface Group {
  readonly name: string;
  readonly securityRules: readonly (SecurityRule & { readonly priority: number })[];
}

/** For a shell: the group, its rules, and only then the subnet, so that nothing is half guarded. */
function commands({ name, securityRules: rules }: Group, zone: Zone): string {
  const [network, subnet] = zone.interface.split('/');
  return [
    `az network nsg create --name "${name}"`,
    ...rules.map((rule) =>
      [
        `az network nsg rule create --nsg-name "${name}" --name "${rule.name}" --priority ${rule.priority}`,
        `--direction ${rule.direction} --access ${rule.access} --protocol "${rule.protocol}"`,
        `--source-address-prefixes ${rule.sourceAddressPrefixes.map(quoted).join(' ')} --source-port-ranges "*"`,
        `--destination-address-prefixes ${rule.destinationAddressPrefixes.map(quoted).join(' ')}`,
        `--destination-port-ranges "${rule.destinationPortRange}"`,
      ].join(' '),
    ),
    `az network vnet subnet update --vnet-name "${network}" --name "${subnet ?? network}" --network-security-group "${name}"`,
    '',
  ].join('\n');
}

const quoted = (text: string): string => `"${text}"`;

/** Rules of one meaning: each IP version and each service stands alone, as a group wants it. */
function securityRules(policy: Policy, rule: Rule, zone: Zone): SecurityRule[] {
  const sources = rule.sources.length > 0 ? rule.sources : fromZone(policy, rule);
  const services = rule.services.length === 0 ? [{ protocol: 'any' } as const] : rule.services;
  return [...byFamily(sources)].flatMap(([family, from]) => {
    const to = [...byFamily(rule.destinations.length > 0 ? rule.destinations : [])]
      .filter(([other]) => family === undefined || other === undefined || other === family)
      .map(([, list]) => list);
    if (rule.destinations.length > 0 && to.length === 0) return [];
    const destinations = rule.destinations.length === 0 ? [['*']] : to;
    return destinations.flatMap((list) =>
      services.map((service) =>
        securityRule(
          plainName(`${plainText(rule.name)} ${zone.name}`, 60),
          rule.action === 'permit' ? 'Allow' : 'Deny',
          'Inbound',
          from,
          list,
          protocolOf(service),
          service.ports === undefined ? '*' : service.ports.join('-'),
        ),
      ),
    );
  });
}

function fromZone(policy: Policy, rule: Rule): readonly Prefix[] {
  if (rule.from === undefined) return [];
  const { networks } = zoneNamed(policy, rule.from);
  if (networks.length === 0)
    throw new CannotSay(`rule "${rule.name}" comes from zone "${rule.from}", which has no addresses`);
  return networks;
}

function byFamily(prefixes: readonly Prefix[]): Map<4 | 6 | undefined, string[]> {
  if (prefixes.length === 0) return new Map([[undefined, ['*']]]);
  const families = new Map<4 | 6 | undefined, string[]>();
  for (const prefix of prefixes)
    families.set(prefix.family, [...(families.get(prefix.family) ?? []), formatPrefix(prefix)]);
  return families;
}

type SecurityRule = ReturnType<typeof securityRule>;

const securityRule = (
  name: string,
  access: 'Allow' | 'Deny',
  direction: 'Inbound' | 'Outbound',
  sourceAddressPrefixes: readonly string[],
  destinationAddressPrefixes: readonly string[],
  protocol: string,
  destinationPortRange: string,
) => ({
  name,
  direction,
  access,
  protocol,
  sourceAddressPrefixes,
  sourcePortRange: '*',
  destinationAddressPrefixes,
  destinationPortRange,
});

const protocolOf = ({ protocol }: Service): string =>
  ({ any: '*', tcp: 'Tcp', udp: 'Udp', icmp: 'Icmp' })[protocol];

function subnetId(place: string): string {
  const [network = '', subnet] = place.split('/');
  return subnet === undefined ? place : `/virtualNetworks/${network}/subnets/${subnet}`;
}
