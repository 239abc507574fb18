import { type Prefix, parsePrefix } from '../../address.ts';
import { everything, not } from '../../diagrams.ts';
import { allOf, anyOf, atMost, exactly, type Match } from '../../match.ts';
import { type Device, elsewhere, type Source } from '../../model.ts';
import { protocols } from '../../packet.ts';
import { anyIcmp, ofProtocol } from '../../service.ts';
import type { AddressField, Space } from '../../space.ts';
import { clip, createDraft, type Draft, type ReadOptions } from '../draft.ts';
import {
  fieldAt,
  isList,
  isObject,
  type Json,
  type JsonObject,
  objectsAt,
  readJson,
  textAt,
} from '../json.ts';
import { parsePortRange, parseProtocol } from '../ports.ts';

/**
 * What `az network nsg list` prints, alone or in one list with `az network vnet list`, or the same as Azure
 * Resource Manager answers it. Places are the subnets and network interfaces that a group is put on, or the
 * group itself where it is on none. Groups keep connections.
 */
export function readAzure(space: Space, text: string, options: ReadOptions = {}): Device {
  const draft = createDraft(space, 'azure', options);
  const all = objectsIn(readJson(text));
  const groups = all.filter((one) => isList(property(one, 'securityRules')));
  const networks = all.filter(
    (one) =>
      isList(property(one, 'subnets')) &&
      fieldAt(property(one, 'addressSpace'), 'addressPrefixes') !== undefined,
  );
  const owned = networks.flatMap((one) =>
    prefixesOf(fieldAt(property(one, 'addressSpace'), 'addressPrefixes')),
  );
  const subnets = new Map(
    networks.flatMap((one) =>
      objectsAt(property(one, 'subnets')).map(
        (subnet) => [placeName(textAt(subnet, 'id') ?? ''), subnet] as const,
      ),
    ),
  );

  const places: { group: JsonObject; name: string }[] = groups.flatMap((group) => {
    const on = ['subnets', 'networkInterfaces'].flatMap((kind) => objectsAt(property(group, kind)));
    const names = on.map((one) => placeName(textAt(one, 'id') ?? ''));
    return (names.length > 0 ? names : [textAt(group, 'name') ?? '']).map((name) => ({ group, name }));
  });
  for (const name of [...new Set(places.map((place) => place.name)), elsewhere]) {
    const subnet = subnets.get(name);
    const prefixes =
      subnet === undefined
        ? []
        : [
            ...prefixesOf(property(subnet, 'addressPrefixes')),
            ...prefixesOf(property(subnet, 'addressPrefix')),
          ];
    draft.interfaces.set(name, { name, networks: prefixes, addresses: [] });
  }
  const inside = [...new Set(places.map((place) => place.name))];
  for (const group of groups) {
    for (const direction of ['Outbound', 'Inbound'] as const) {
      const filter = `${textAt(group, 'name') ?? ''} ${direction.toLowerCase()}`;
      const rules = ['securityRules', 'defaultSecurityRules']
        .flatMap((list) => objectsAt(property(group, list)))
        .filter((rule) => property(rule, 'direction') === direction || !hasDirection(rule))
        .sort((a, b) => priority(a) - priority(b));
      draft.filter(filter);
      for (const rule of rules) readRule(draft, filter, rule, { owned, inside });
      draft.otherwise(filter, 'deny', `(no rule: ${filter})`);
      const side = direction === 'Inbound' ? 'to' : 'from';
      const on = places.filter((place) => place.group === group).map(({ name }) => space[side](name));
      draft.stages.push({ filter, applies: space.and(space.openers, space.union(on)) });
    }
  }
  return draft.finish();
}

/**
 * The groups and networks of an export: a list of them, lists in a list, or the list that the service calls
 * `value`.
 */
function objectsIn(json: Json): JsonObject[] {
  if (isList(json)) return json.flatMap(objectsIn);
  if (!isObject(json)) return [];
  const value = json.fields.get('value');
  return isList(value) ? objectsIn(value) : [json];
}

/** What the command line prints at the top of an object stands under `properties` in what the service answers. */
function property(json: JsonObject, name: string): Json | undefined {
  return json.fields.get(name) ?? fieldAt(json, 'properties', name);
}

/** A rule without one may be about either. */
const hasDirection = (rule: JsonObject): boolean =>
  ['Inbound', 'Outbound'].includes(String(property(rule, 'direction')));

const priority = (rule: JsonObject): number => {
  const value = property(rule, 'priority');
  return typeof value === 'number' ? value : 65_535;
};

/** `hospital/wards` for a subnet of a network, `vm1-nic` for a network interface. */
function placeName(id: string): string {
  const [, network, subnet] = /virtualNetworks\/([^/]+)\/subnets\/([^/]+)/i.exec(id) ?? [];
  return network === undefined ? (/networkInterfaces\/([^/]+)/i.exec(id)?.[1] ?? id) : `${network}/${subnet}`;
}

function textsOf(json: Json | undefined): string[] {
  if (typeof json === 'string') return [json];
  return isList(json) ? json.filter((one) => typeof one === 'string') : [];
}

const prefixesOf = (json: Json | undefined): Prefix[] =>
  textsOf(json).flatMap((text) => parsePrefix(text) ?? []);

interface Context {
  /** What the virtual networks have for addresses, where the export says. */
  readonly owned: readonly Prefix[];
  readonly inside: readonly string[];
}

function readRule(draft: Draft, filter: string, rule: JsonObject, context: Context): void {
  const { space } = draft;
  const name = textAt(rule, 'name') ?? '';
  const access = property(rule, 'access');
  const source: Source = { line: rule.line, text: clip(`${filter} ${priority(rule)} "${name}"`) };
  const known = hasDirection(rule) && (access === 'Allow' || access === 'Deny');
  const action = !known ? 'unknown' : access === 'Allow' ? 'permit' : 'deny';
  const either = (...names: string[]) => names.flatMap((one) => textsOf(property(rule, one)));
  const unknown = (what: string): Match => {
    draft.problem(source, what);
    return atMost(everything);
  };

  const hosts = (side: 'source' | 'destination'): Match => {
    const prefixes = either(`${side}AddressPrefix`, `${side}AddressPrefixes`).filter((text) => text !== '');
    const groups = objectsAt(property(rule, `${side}ApplicationSecurityGroups`));
    return anyOf(space, [
      ...prefixes.map((text) => hostsOf(draft, text, side, context, unknown)),
      ...groups.map(() =>
        unknown('who is in an application security group is not in this export, so it may be any'),
      ),
    ]);
  };
  const ports = (side: 'source' | 'destination'): Match => {
    const field = side === 'source' ? 'sourcePort' : 'destinationPort';
    return anyOf(
      space,
      either(`${side}PortRange`, `${side}PortRanges`)
        .filter((text) => text !== '')
        .map((text) => {
          if (text === '*') return exactly(everything);
          const range = parsePortRange(text, '-');
          return range === undefined
            ? unknown(`"${text}" is no range of ports`)
            : exactly(space.inRange(field, ...range));
        }),
    );
  };
  const protocol = textsOf(property(rule, 'protocol'))[0] ?? '';
  const number = parseProtocol(protocol);
  const kind =
    protocol === '*'
      ? exactly(everything)
      : number === undefined
        ? unknown(`the protocol "${protocol}" is not understood`)
        : exactly(number === protocols.icmp ? anyIcmp(space) : ofProtocol(space, number));
  const parts = [kind, hosts('source'), hosts('destination'), ports('source'), ports('destination')];
  draft.filter(filter).push({ ...source, action, ...allOf(space, parts) });
}

/** Addresses that are nobody's on the internet: what a virtual network and those joined to it can have. */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(
  (text) => parsePrefix(text)!,
);

function hostsOf(
  { space }: Draft,
  text: string,
  field: AddressField,
  { owned, inside }: Context,
  unknown: (what: string) => Match,
): Match {
  const among = (prefixes: readonly Prefix[]) =>
    space.union(prefixes.map((prefix) => space.inPrefix(field, prefix)));
  if (text === '*' || text === '0.0.0.0/0' || text === 'Any') return exactly(everything);
  const prefix = parsePrefix(text);
  if (prefix !== undefined) return exactly(space.inPrefix(field, prefix));
  // Who else is joined to the network is not said: private addresses may be in it, and public ones are not.
  const there = space.union(inside.map((name) => (field === 'source' ? space.from(name) : space.to(name))));
  const surely = space.or(among(owned), there);
  const network: Match = { must: surely, may: space.or(surely, among(privateNetworks)) };
  switch (text) {
    case 'VirtualNetwork':
      return network;
    case 'Internet':
      return { must: not(network.may), may: not(network.must) };
    case 'AzureLoadBalancer':
      return exactly(among([parsePrefix('168.63.129.16')!]));
    default:
      return unknown(`who is behind "${text}" is kept elsewhere, so it may be any`);
  }
}
