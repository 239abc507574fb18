import { type Family, parseAddress, parsePrefix } from '../../address.ts';
import { everything, nothing, type PacketSet } from '../../diagrams.ts';
import { allOf, anyOf, atMost, exactly, type Match, opposite } from '../../match.ts';
import { type Action, type Device, elsewhere, type Source, self } from '../../model.ts';
import type { AddressField, NumberField, Space } from '../../space.ts';
import { createDraft, type Draft, linesOf, type ReadOptions, wordsOf } from '../draft.ts';
import { parseIcmp, parsePortRange, parseProtocol } from '../ports.ts';
import { hooks } from './hooks.ts';

/** Targets after which a packet goes on to the next line. */
const passing = new Set(
  'LOG NFLOG ULOG MARK CONNMARK CONNSECMARK SECMARK TCPMSS NOTRACK CT AUDIT TRACE SET CLASSIFY CHECKSUM DSCP TOS TTL HL TEE'.split(
    ' ',
  ),
);
const translating = new Set('DNAT SNAT MASQUERADE REDIRECT NETMAP TPROXY'.split(' '));

/** Matches that say nothing by themselves: their options are read like any other. */
const modules = new Set(
  'tcp udp icmp icmp6 ipv6-icmp multiport conntrack state comment iprange limit addrtype'.split(' '),
);

/**
 * What `iptables-save` and `ip6tables-save` print, alone or one after the other. Filtering in all tables
 * counts; translation of addresses is named as a limit.
 */
export function readIptables(space: Space, text: string, options: ReadOptions = {}): Device {
  const draft = createDraft(space, 'iptables', options);
  const lines = linesOf(text);
  for (const name of namedInterfaces(lines)) {
    if (!draft.interfaces.has(name)) draft.interfaces.set(name, { name, networks: [], addresses: [] });
  }
  for (const name of [elsewhere, self]) draft.interfaces.set(name, { name, networks: [], addresses: [] });
  const chains = new Map<string, Chain>();
  let table = '';
  let family: Family = 4;

  for (const [at, raw] of lines.entries()) {
    const source: Source = { line: at + 1, text: raw };
    const line = raw.trim().replace(/^\[\d+:\d+\] /, '');
    if (/^#.*\bip6tables\b/.test(line)) family = 6;
    else if (/^#.*\biptables\b/.test(line)) family = 4;
    if (line === '' || line.startsWith('#') || line === 'COMMIT') continue;
    if (line.startsWith('*')) {
      table = line.slice(1);
      continue;
    }
    const declared = /^:(\S+) (\S+)/.exec(line);
    if (declared !== null) {
      const [, name = '', policy = ''] = declared;
      chains.set(keyOf(family, table, name), { name, table, family, policy, source, lines: 0 });
      draft.filter(keyOf(family, table, name));
      continue;
    }
    const rule = /^(?:-A|--append|-I|--insert) (\S+)(?: (\d+)(?= ))?(?: |$)/.exec(line);
    if (rule === null) {
      draft.problem(source, 'this is not a line of iptables-save, and nothing is known of what it does');
      continue;
    }
    const [start, name = ''] = rule;
    const key = keyOf(family, table, name);
    let chain = chains.get(key);
    if (chain === undefined) {
      // A file for `iptables-restore --noflush` adds to the kernel's own chains without declaring them.
      draft.limit(source, `chain ${name} is not declared here, and taken as the kernel starts it`);
      chain = { name, table, family, policy: name in hooks ? 'ACCEPT' : '-', source, lines: 0 };
      chains.set(key, chain);
    }
    chain.lines++;
    const before = start.startsWith('-I') || start.startsWith('--i') ? Number(rule[2] ?? 1) - 1 : undefined;
    readRule(draft, { family, table, key, before }, source, wordsOf(line.slice(start.length)));
  }
  addStages(draft, chains);
  return draft.finish();
}

interface Chain {
  readonly name: string;
  readonly table: string;
  readonly family: Family;
  /** ACCEPT or DROP for the chains that the kernel itself calls, `-` for others. */
  readonly policy: string;
  readonly source: Source;
  lines: number;
}

interface Where {
  readonly family: Family;
  readonly table: string;
  readonly key: string;
  /** How many lines stay before an inserted one. */
  readonly before: number | undefined;
}

const keyOf = (family: Family, table: string, chain: string): string =>
  `${family === 6 ? 'ip6 ' : ''}${table} ${chain}`;

function namedInterfaces(lines: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const line of lines) {
    for (const [, name = ''] of line.matchAll(
      / (?:-i|-o|--in-interface|--out-interface) ([^\s"+]+)(?=\s|$)/g,
    ))
      names.add(name);
  }
  return names;
}

/** The kernel sends each packet through the chains of its way; what one drops is gone. */
function addStages(draft: Draft, chains: ReadonlyMap<string, Chain>): void {
  const { space } = draft;
  const families = new Set<Family>();
  for (const [key, chain] of chains) {
    if (chain.policy === '-' || chain.table === 'nat') continue;
    const verdict = chain.policy === 'ACCEPT' ? 'permit' : chain.policy === 'DROP' ? 'deny' : undefined;
    const way = hooks[chain.name];
    if (verdict === undefined || way === undefined) {
      draft.problem(chain.source, 'this chain or its policy is not known');
      continue;
    }
    families.add(chain.family);
    draft.filter(key).push({ ...chain.source, action: verdict, ...exactly(everything), rest: true });
    // The other tables are there to change packets, and seldom filter: an empty one would only be in the way of reading.
    if (chain.table === 'filter' || chain.lines > 0) {
      draft.stages.push({ filter: key, applies: space.and(way(space), space.isFamily(chain.family)) });
    }
  }
  for (const family of [4, 6] as const) {
    if (families.has(family)) continue;
    const text = `(IPv${family} is not in this file)`;
    draft.limit({ line: 0, text }, `nothing is known of IPv${family}, and no answer is about it`);
    draft.otherwise(text, 'deny', text);
    draft.stages.push({ filter: text, applies: space.isFamily(family) });
  }
}

function readRule(draft: Draft, where: Where, source: Source, words: readonly string[]): void {
  const { space } = draft;
  const matches: Match[] = [exactly(space.isFamily(where.family))];
  let target: string | undefined;
  let goto = false;
  for (let at = 0; at < words.length && target === undefined; ) {
    const negated = words[at] === '!';
    if (negated) at++;
    const option = words[at++] ?? '';
    const values: string[] = [];
    while (at < words.length && words[at] !== '!' && !/^--?[a-zA-Z]/.test(words[at]!))
      values.push(words[at++]!);
    const [value = ''] = values;
    if (/^(-j|--jump|-g|--goto)$/.test(option)) {
      // What follows are the target's own options.
      target = value;
      goto = option.includes('g');
    } else if (option !== '--comment' && option !== '-c') {
      const match = readMatch(draft, where.family, option, values);
      if (match === undefined) draft.problem(source, `"${option}${value && ` ${value}`}" is not understood`);
      matches.push(match === undefined ? atMost(everything) : negated ? opposite(match) : match);
    }
  }
  if (target !== undefined && translating.has(target)) {
    draft.limit(source, 'it changes addresses, and answers are about packets before that');
    return;
  }
  if (where.table === 'nat' || target === undefined || passing.has(target)) return;
  const called = keyOf(where.family, where.table, target);
  const action = verdictOf(target) ?? (goto ? { goto: called } : { call: called });
  if (action === 'unknown') draft.problem(source, `what ${target} does is decided elsewhere`);
  const match = allOf(space, matches);
  if (match.may === nothing && words.some((word) => /^(INVALID|-f|--fragment)$/.test(word))) {
    draft.limit(
      source,
      'it is about packets that neither open a connection nor belong to one, and no answer is',
    );
    return;
  }
  const lines = draft.filter(where.key);
  lines.splice(where.before ?? lines.length, 0, { ...source, action, ...match });
}

function verdictOf(target: string): Action | undefined {
  switch (target) {
    case 'ACCEPT':
      return 'permit';
    case 'DROP':
    case 'REJECT':
      return 'deny';
    case 'RETURN':
      return 'return';
    case 'QUEUE':
    case 'NFQUEUE':
    case 'SYNPROXY':
      return 'unknown';
    default:
      return undefined;
  }
}

/** What an option matches; undefined when it is not understood. */
function readMatch(
  draft: Draft,
  family: Family,
  option: string,
  values: readonly string[],
): Match | undefined {
  const { space } = draft;
  const [value = ''] = values;
  const list = (each: (item: string) => PacketSet | undefined): Match | undefined => {
    const sets = value.split(',').map(each);
    return sets.some((set) => set === undefined) ? undefined : exactly(space.union(sets as PacketSet[]));
  };
  const host = (field: AddressField) => (item: string) => {
    const prefix = parsePrefix(item);
    return prefix && space.inPrefix(field, prefix);
  };
  const port = (field: NumberField) => (item: string) => {
    const range = parsePortRange(item, ':');
    return range && space.inRange(field, ...range);
  };
  switch (option) {
    case '-m':
    case '--match':
      return modules.has(value) ? exactly(everything) : undefined;
    case '-s':
    case '--source':
    case '--src':
      return list(host('source'));
    case '-d':
    case '--destination':
    case '--dst':
      return list(host('destination'));
    case '-i':
    case '--in-interface':
      return exactly(atInterface(draft, 'from', value));
    case '-o':
    case '--out-interface':
      return exactly(atInterface(draft, 'to', value));
    case '-p':
    case '--protocol': {
      if (value === 'all' || value === '0') return exactly(everything);
      const protocol = parseProtocol(value);
      return protocol === undefined ? undefined : exactly(space.inRange('protocol', protocol));
    }
    case '--dport':
    case '--dports':
    case '--destination-port':
    case '--destination-ports':
      return list(port('destinationPort'));
    case '--sport':
    case '--sports':
    case '--source-port':
    case '--source-ports':
      return list(port('sourcePort'));
    case '--ports': {
      const ends = [list(port('sourcePort')), list(port('destinationPort'))];
      return ends.some((end) => end === undefined) ? undefined : anyOf(space, ends as Match[]);
    }
    case '--icmp-type':
    case '--icmpv6-type': {
      const type = parseIcmp(value, family);
      return type && exactly(space.inRange('destinationPort', ...type));
    }
    case '--state':
    case '--ctstate':
      return list((item) => connectionState(space, item));
    case '--src-range':
    case '--dst-range': {
      const [first, last] = value.split('-').map(parseAddress);
      const field = option === '--src-range' ? 'source' : 'destination';
      return first && last && exactly(space.inAddressRange(field, first, last));
    }
    case '--limit':
    case '--limit-burst':
      // It matches until there are too many.
      return atMost(everything);
    case '--syn':
      return exactly(space.openers);
    case '--tcp-flags':
      return tcpFlags(space, value, values[1] ?? '');
    case '-f':
    case '--fragment':
      // Later fragments have no ports and open nothing.
      return exactly(nothing);
    default:
      return undefined;
  }
}

function connectionState(space: Space, state: string): PacketSet | undefined {
  switch (state) {
    case 'NEW':
    case 'UNTRACKED':
      return space.openers;
    case 'ESTABLISHED':
    case 'RELATED':
      return space.replies;
    case 'INVALID':
    case 'DNAT':
    case 'SNAT':
      return nothing;
    default:
      return undefined;
  }
}

/** What opens a TCP connection has the SYN flag and no other; which flags later packets have is not known. */
function tcpFlags(space: Space, mask: string, set: string): Match {
  const flags = (text: string) =>
    new Set(text === 'ALL' ? 'FIN SYN RST PSH ACK URG'.split(' ') : text === 'NONE' ? [] : text.split(','));
  const looked = flags(mask);
  const wanted = flags(set);
  const opens = [...looked].every((flag) => wanted.has(flag) === (flag === 'SYN'));
  return opens ? { may: everything, must: space.openers } : atMost(space.replies);
}

function atInterface(draft: Draft, side: 'from' | 'to', name: string): PacketSet {
  if (!name.endsWith('+')) return draft.space[side](name);
  const start = name.slice(0, -1);
  const matching = [...draft.interfaces.keys()].filter((known) => known.startsWith(start));
  return draft.space.union(matching.map((known) => draft.space[side](known)));
}
