import { type Family, parseAddress, parsePrefix } from '../../address.ts';
import { everything, nothing, type PacketSet } from '../../diagrams.ts';
import { allOf, anyOf, atMost, exactly, type Match, opposite } from '../../match.ts';
import { type Action, type Device, elsewhere, self } from '../../model.ts';
import { protocols } from '../../packet.ts';
import type { AddressField, NumberField, Space } from '../../space.ts';
import { createDraft, type Draft, type ReadOptions } from '../draft.ts';
import { hooks } from '../iptables/hooks.ts';
import { parseIcmp, parsePort, parseProtocol } from '../ports.ts';
import { readJsonRuleset } from './json.ts';
import type { MapEntry, NamedSet, Rule, Ruleset, Statement, Table, Value } from './model.ts';
import { readText } from './text.ts';

/**
 * What `nft list ruleset` prints, or `nft -j list ruleset`. A packet must pass all chains of its hook;
 * translation of addresses is named as a limit.
 */
export function readNftables(space: Space, text: string, options: ReadOptions = {}): Device {
  const draft = createDraft(space, 'nftables', options);
  const ruleset = /^\s*\{/.test(text) ? readJsonRuleset(text) : readText(text, draft.problem);
  for (const name of [...namedInterfaces(ruleset), elsewhere, self]) {
    if (!draft.interfaces.has(name)) draft.interfaces.set(name, { name, networks: [], addresses: [] });
  }
  for (const chain of ruleset.chains) draft.filter(keyOf(chain, chain.chain));
  for (const rule of ruleset.rules) readRule(draft, ruleset, rule);
  for (const chain of ruleset.chains) {
    // A chain that translates addresses filters nothing.
    if (chain.hook === undefined || chain.type === 'nat') continue;
    const families = familiesOf(chain);
    const hook = hooks[chain.hook.toUpperCase()];
    if (hook === undefined || families === undefined) {
      draft.limit(chain.source, 'this chain is about frames on a link, and no answer is');
      continue;
    }
    const action = chain.policy === 'drop' ? 'deny' : 'permit';
    const key = keyOf(chain, chain.chain);
    draft.filter(key).push({ ...chain.source, action, ...exactly(everything), rest: true });
    draft.stages.push({
      filter: key,
      applies: space.and(hook(space), space.union(families.map(space.isFamily))),
    });
  }
  return draft.finish();
}

const keyOf = ({ family, name }: Table, chain: string): string => `${family} ${name} ${chain}`;

function familiesOf({ family }: Table): Family[] | undefined {
  return { ip: [4 as const], ip6: [6 as const], inet: [4 as const, 6 as const] }[family];
}

const sides: Record<string, 'from' | 'to'> = {
  'meta iif': 'from',
  'meta iifname': 'from',
  'meta oif': 'to',
  'meta oifname': 'to',
};

function namedInterfaces({ rules }: Ruleset): Set<string> {
  const names = new Set<string>();
  for (const { statements } of rules) {
    for (const statement of statements) {
      if (!('left' in statement) || sides[statement.left] === undefined) continue;
      const values = statement.kind === 'match' ? statement.right : statement.entries.map(({ key }) => key);
      for (const value of values) {
        if ('word' in value && !value.word.endsWith('*') && !value.word.startsWith('@'))
          names.add(value.word);
      }
    }
  }
  return names;
}

function readRule(draft: Draft, ruleset: Ruleset, rule: Rule): void {
  const { space } = draft;
  const { source } = rule;
  const key = keyOf(rule, rule.chain);
  const parts: Match[] = [];
  for (const statement of rule.statements) {
    switch (statement.kind) {
      case 'match':
        parts.push(matchOf(draft, ruleset, rule, statement));
        break;
      case 'sometimes':
        parts.push(atMost(everything));
        break;
      case 'unknown':
        draft.problem(source, `"${statement.text}" is not understood`);
        parts.push(atMost(everything));
        break;
      case 'translate':
        draft.limit(source, 'it changes addresses, and answers are about packets before that');
        return;
      case 'map':
        for (const entries of byVerdict(statement.entries)) {
          const right = entries.map(({ key: value }) => value);
          const match = matchOf(draft, ruleset, rule, { ...statement, kind: 'match', negated: false, right });
          addLine(draft, rule, key, entries[0]!, allOf(space, [...parts, match]));
        }
        break;
      case 'verdict':
        addLine(draft, rule, key, statement, allOf(space, parts));
    }
  }
}

/** Keys of a map exclude each other, so those with one verdict are one line. */
function byVerdict(entries: readonly MapEntry[]): MapEntry[][] {
  const groups = new Map<string, MapEntry[]>();
  for (const entry of entries) {
    const name = `${entry.verdict} ${entry.target ?? ''}`;
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups.values()];
}

function addLine(
  draft: Draft,
  rule: Rule,
  key: string,
  { verdict, target = '' }: { readonly verdict: string; readonly target?: string },
  match: Match,
): void {
  if (verdict === 'continue') return;
  if (match.may === nothing && /\binvalid\b/.test(rule.source.text)) {
    draft.limit(
      rule.source,
      'it is about packets that neither open a connection nor belong to one, and no answer is',
    );
    return;
  }
  const called = keyOf(rule, target);
  const actions: Record<string, Action> = {
    accept: 'permit',
    drop: 'deny',
    reject: 'deny',
    return: 'return',
    jump: { call: called },
    goto: { goto: called },
  };
  const action = actions[verdict] ?? 'unknown';
  if (action === 'unknown') draft.problem(rule.source, `what "${verdict}" does is decided elsewhere`);
  draft.filter(key).push({ ...rule.source, action, ...match });
}

function matchOf(
  draft: Draft,
  ruleset: Ruleset,
  rule: Rule,
  { left, negated, right }: Statement & { kind: 'match' },
): Match {
  const { space } = draft;
  const partly = (what: string): Match => {
    draft.problem(rule.source, what);
    return atMost(everything);
  };
  const implied = impliedBy(space, left);
  if (implied === undefined) return partly(`"${left}" is not understood`);
  const matches = right.flatMap((value): Match[] => {
    if ('word' in value && value.word.startsWith('@')) {
      const set = setNamed(ruleset, rule, value.word.slice(1));
      if (set === undefined)
        return [partly(`the set "${value.word}" is not here, so it may have any element`)];
      return set.elements.map(
        (element) => valueSet(draft, left, element) ?? partly('an element of a set is not understood'),
      );
    }
    return [
      valueSet(draft, left, value) ??
        partly(`"${left} ${'word' in value ? value.word : value.first}" is not understood`),
    ];
  });
  const among = anyOf(space, matches);
  return allOf(space, [exactly(implied), negated ? opposite(among) : among]);
}

const setNamed = ({ sets }: Ruleset, { family, name }: Table, set: string): NamedSet | undefined =>
  sets.find((one) => one.family === family && one.name === name && one.set === set);

/** What a packet must be to have the field at all. */
function impliedBy(space: Space, left: string): PacketSet | undefined {
  const protocol = (number: number) => space.inRange('protocol', number);
  switch (left.split(' ')[0]) {
    case 'ip':
      return space.isFamily(4);
    case 'ip6':
      return space.isFamily(6);
    case 'tcp':
      return protocol(protocols.tcp);
    case 'udp':
      return protocol(protocols.udp);
    case 'sctp':
      return protocol(protocols.sctp);
    case 'icmp':
      return space.and(space.isFamily(4), protocol(protocols.icmp));
    case 'icmpv6':
      return space.and(space.isFamily(6), protocol(protocols.icmpv6));
    case 'th':
      return space.union([protocols.tcp, protocols.udp, protocols.sctp].map(protocol));
    case 'meta':
    case 'ct':
      return everything;
    default:
      return undefined;
  }
}

function valueSet(draft: Draft, left: string, value: Value): Match | undefined {
  const { space } = draft;
  const exact = (set: PacketSet | undefined) => set && exactly(set);
  const [first, last] = 'word' in value ? [value.word, value.word] : [value.first, value.last];
  const side = sides[left];
  if (side !== undefined) return exactly(atInterface(draft, side, first));
  switch (left) {
    case 'ip saddr':
    case 'ip6 saddr':
      return exact(hostSet(space, 'source', first, last));
    case 'ip daddr':
    case 'ip6 daddr':
      return exact(hostSet(space, 'destination', first, last));
    case 'tcp dport':
    case 'udp dport':
    case 'sctp dport':
    case 'th dport':
      return exact(rangeSet(space, 'destinationPort', parsePort(first), parsePort(last)));
    case 'tcp sport':
    case 'udp sport':
    case 'sctp sport':
    case 'th sport':
      return exact(rangeSet(space, 'sourcePort', parsePort(first), parsePort(last)));
    case 'ip protocol':
    case 'ip6 nexthdr':
    case 'meta l4proto':
      return exact(rangeSet(space, 'protocol', parseProtocol(first), parseProtocol(last)));
    case 'meta nfproto':
    case 'meta protocol':
      return first === 'ipv4' || first === 'ip'
        ? exactly(space.isFamily(4))
        : first === 'ipv6' || first === 'ip6'
          ? exactly(space.isFamily(6))
          : undefined;
    case 'icmp type':
    case 'icmpv6 type': {
      const types = parseIcmp(first, left === 'icmp type' ? 4 : 6);
      return types && exactly(space.inRange('destinationPort', ...types));
    }
    case 'ct state':
      return connectionState(space, first);
    default:
      return undefined;
  }
}

function hostSet(space: Space, field: AddressField, first: string, last: string): PacketSet | undefined {
  if (first === last) {
    const prefix = parsePrefix(first);
    return prefix && space.inPrefix(field, prefix);
  }
  const [low, high] = [parseAddress(first), parseAddress(last)];
  return low && high && space.inAddressRange(field, low, high);
}

const rangeSet = (
  space: Space,
  field: NumberField,
  first: number | undefined,
  last: number | undefined,
): PacketSet | undefined =>
  first === undefined || last === undefined ? undefined : space.inRange(field, first, last);

function connectionState(space: Space, state: string): Match | undefined {
  switch (state) {
    case 'new':
    case 'untracked':
      return exactly(space.openers);
    case 'established':
    case 'related':
      return exactly(space.replies);
    case 'invalid':
      return exactly(nothing);
    default:
      return undefined;
  }
}

function atInterface({ space, interfaces }: Draft, side: 'from' | 'to', name: string): PacketSet {
  if (!name.endsWith('*')) return space[side](name);
  const start = name.slice(0, -1);
  return space.union(
    [...interfaces.keys()].filter((known) => known.startsWith(start)).map((known) => space[side](known)),
  );
}
