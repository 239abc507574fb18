import { type Prefix, parsePrefix } from '../../address.ts';
import { everything } from '../../diagrams.ts';
import { allOf, anyOf, atMost, exactly, type Match } from '../../match.ts';
import { type Device, elsewhere, type Source } from '../../model.ts';
import { protocols } from '../../packet.ts';
import { ofProtocol } from '../../service.ts';
import type { Space } from '../../space.ts';
import { clip, createDraft, type Draft, type ReadOptions } from '../draft.ts';
import { isList, type JsonObject, numberAt, objectsAt, readJson, show, textAt } from '../json.ts';
import { parseProtocol } from '../ports.ts';

/**
 * What `aws ec2 describe-security-groups` prints, alone or in a list with `describe-network-interfaces` or
 * `describe-instances`. Places are security groups, or the groups together that a network interface has.
 * Groups keep connections and only permit.
 */
export function readAws(space: Space, text: string, options: ReadOptions = {}): Device {
  const draft = createDraft(space, 'aws', options);
  const json = readJson(text);
  const documents = isList(json) ? json : [json];
  const groups = documents.flatMap((document) => objectsAt(document, 'SecurityGroups'));
  const ports = documents.flatMap((document) => [
    ...objectsAt(document, 'NetworkInterfaces'),
    ...objectsAt(document, 'Reservations').flatMap((reservation) =>
      objectsAt(reservation, 'Instances').flatMap((instance) => objectsAt(instance, 'NetworkInterfaces')),
    ),
  ]);

  // One place for each combination of groups, because an interface is allowed what any of its groups allows.
  const places = new Map<string, Place>();
  const place = (ids: readonly string[]): Place => {
    const name = [...ids].sort().join('+');
    const known = places.get(name) ?? { name, ids: new Set(ids), networks: [], addresses: [] };
    places.set(name, known);
    return known;
  };
  for (const group of groups) place([textAt(group, 'GroupId') ?? '']);
  for (const port of ports) {
    const ids = objectsAt(port, 'Groups').flatMap((group) => textAt(group, 'GroupId') ?? []);
    if (ids.length === 0) continue;
    const { networks } = place(ids);
    const addresses = [
      ...objectsAt(port, 'PrivateIpAddresses').map((one) => textAt(one, 'PrivateIpAddress')),
      ...objectsAt(port, 'Ipv6Addresses').map((one) => textAt(one, 'Ipv6Address')),
    ];
    for (const address of addresses) {
      const prefix = parsePrefix(address ?? '');
      if (prefix !== undefined) networks.push(prefix);
    }
  }
  for (const { name, networks } of [...places.values(), { name: elsewhere, networks: [] }])
    draft.interfaces.set(name, { name, networks, addresses: [] });

  const within = (id: string, side: 'from' | 'to'): Match =>
    exactly(
      space.union([...places.values()].filter(({ ids }) => ids.has(id)).map(({ name }) => space[side](name))),
    );
  for (const [filter, list, own, peer] of [
    ['outbound', 'IpPermissionsEgress', 'from', 'to'],
    ['inbound', 'IpPermissions', 'to', 'from'],
  ] as const) {
    draft.otherwise(filter, 'permit', `(${filter} elsewhere)`, space[own](elsewhere));
    for (const group of groups) {
      const id = textAt(group, 'GroupId') ?? '';
      for (const permission of objectsAt(group, list)) {
        const service = serviceOf(draft, permission);
        for (const { source, match } of peersOf(draft, permission, peer, (other) => within(other, peer)))
          draft.filter(filter).push({
            line: source.line,
            text: clip(`${id} ${filter} ${source.text}`),
            action: 'permit',
            ...allOf(space, [within(id, own), service, match]),
          });
      }
    }
    draft.otherwise(filter, 'deny', `(no rule: ${filter})`);
    draft.stages.push({ filter, applies: space.openers });
  }
  return draft.finish();
}

interface Place {
  readonly name: string;
  readonly ids: ReadonlySet<string>;
  readonly networks: Prefix[];
}

function serviceOf({ space, problem }: Draft, permission: JsonObject): Match {
  const name = textAt(permission, 'IpProtocol') ?? '';
  if (name === '-1') return exactly(everything);
  const protocol = parseProtocol(name);
  if (protocol === undefined) {
    problem({ line: permission.line, text: show(permission) }, `the protocol "${name}" is not understood`);
    return atMost(everything);
  }
  const kind = ofProtocol(space, protocol);
  const first = numberAt(permission, 'FromPort') ?? -1;
  const last = numberAt(permission, 'ToPort') ?? -1;
  if (first === -1) return exactly(kind);
  if (protocol === protocols.icmp || protocol === protocols.icmpv6) {
    // Here they are type and code.
    const low = first * 256 + Math.max(0, last);
    return exactly(space.and(kind, space.inRange('destinationPort', low, last === -1 ? low + 255 : low)));
  }
  return exactly(space.and(kind, space.inRange('destinationPort', first, last)));
}

/** Who is at the other end: each of them is a rule of its own, as the console shows it. */
function peersOf(
  draft: Draft,
  permission: JsonObject,
  side: 'from' | 'to',
  within: (id: string) => Match,
): { source: Source; match: Match }[] {
  const { space } = draft;
  const field = side === 'from' ? 'source' : 'destination';
  const port = `${textAt(permission, 'IpProtocol')} ${numberAt(permission, 'FromPort') ?? ''}-${numberAt(permission, 'ToPort') ?? ''}`;
  const described = (peer: JsonObject, who: string): Source => {
    const description = textAt(peer, 'Description');
    return {
      line: peer.line,
      text: `${port} ${side} ${who}${description === undefined ? '' : ` "${description}"`}`,
    };
  };
  const networks = [
    ...objectsAt(permission, 'IpRanges').map((peer) => ({ peer, text: textAt(peer, 'CidrIp') })),
    ...objectsAt(permission, 'Ipv6Ranges').map((peer) => ({ peer, text: textAt(peer, 'CidrIpv6') })),
  ].map(({ peer, text = '' }) => {
    const source = described(peer, text);
    const prefix = parsePrefix(text);
    if (prefix === undefined) draft.problem(source, `"${text}" is not a network`);
    return {
      source,
      match: prefix === undefined ? atMost(everything) : exactly(space.inPrefix(field, prefix)),
    };
  });
  const lists = objectsAt(permission, 'PrefixListIds').map((peer) => {
    const source = described(peer, textAt(peer, 'PrefixListId') ?? '');
    draft.problem(source, 'a prefix list is kept elsewhere, so it may have any address');
    return { source, match: atMost(everything) };
  });
  const groups = objectsAt(permission, 'UserIdGroupPairs').map((peer) => {
    const id = textAt(peer, 'GroupId') ?? '';
    const source = described(peer, id);
    const known = draft.interfaces.has(id);
    if (!known)
      draft.problem(source, `the group "${id}" is not in this export, so it may be anybody elsewhere`);
    return {
      source,
      match: known ? within(id) : anyOf(space, [within(id), atMost(space[side](elsewhere))]),
    };
  });
  return [...networks, ...lists, ...groups];
}
