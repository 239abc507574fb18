import type { Source } from '../../model.ts';
import { linesOf } from '../draft.ts';
import {
  type MapEntry,
  type Rule,
  type Ruleset,
  type Statement,
  type Table,
  type Value,
  verdicts,
} from './model.ts';

/** What `nft list ruleset` prints. */
export function readText(text: string, problem: (source: Source, what: string) => void): Ruleset {
  const ruleset: Ruleset = { chains: [], sets: [], rules: [] };
  let table: Table | undefined;
  let inside: { kind: 'chain' | 'set' | 'other'; name: string } | undefined;
  let pending = '';
  let start = 0;
  for (const [at, numbered] of linesOf(text).entries()) {
    // `nft -a` adds numbers.
    const raw = numbered.replace(/\s*# handle \d+\s*$/, '');
    // Sets of elements go over several lines.
    const line = pending === '' ? raw.trim() : `${pending} ${raw.trim()}`;
    if (pending === '') start = at + 1;
    const source: Source = { line: start, text: line };
    if (line === '' || line.startsWith('#')) continue;
    if (inside !== undefined && line !== '}' && opens(line) > 0) {
      pending = line;
      continue;
    }
    pending = '';
    const block = /^(table|chain|set|map|flowtable|counter|quota|limit|ct \w+)\s+(.*?)\s*\{$/.exec(line);
    if (line === '}') {
      if (inside === undefined) table = undefined;
      inside = undefined;
    } else if (block !== null && block[1] === 'table') {
      const [family = '', name = family] = block[2]!.split(' ');
      table = { family: name === family ? 'ip' : family, name };
    } else if (table === undefined) {
      problem(source, 'this is not in a table, and was not read');
    } else if (block !== null && inside === undefined) {
      inside = { kind: block[1] === 'chain' || block[1] === 'set' ? block[1] : 'other', name: block[2]! };
      if (inside.kind === 'chain') ruleset.chains.push({ ...table, chain: inside.name, source });
    } else if (inside?.kind === 'set') {
      const elements = /^elements = \{(.*)\}$/.exec(line);
      if (elements !== null)
        ruleset.sets.push({ ...table, set: inside.name, elements: valuesOf(tokensOf(elements[1]!)) });
    } else if (inside?.kind === 'chain') readChainLine(ruleset, table, inside.name, source);
  }
  if (table !== undefined)
    problem({ line: start, text: pending }, 'the text ends inside of a table, and more may follow');
  return ruleset;
}

function opens(line: string): number {
  let depth = 0;
  for (const [token] of line.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g))
    depth += token === '{' ? 1 : token === '}' ? -1 : 0;
  return depth;
}

const tokensOf = (text: string): string[] =>
  [...text.matchAll(/"(?:[^"\\]|\\.)*"|[{}(),;]|[!=]=|[^\s{}(),;"]+/g)].map(([token]) => token);

function readChainLine(ruleset: Ruleset, table: Table, chain: string, source: Source): void {
  const base = /^type (\w+) hook (\w+) .*?(?:policy (\w+);)?$/.exec(source.text);
  if (base !== null) {
    const [, type = '', hook = '', policy = 'accept'] = base;
    const at = ruleset.chains.findLastIndex((one) => one.chain === chain && one.name === table.name);
    ruleset.chains[at] = { ...ruleset.chains[at]!, type, hook, policy, source };
    return;
  }
  if (/^(policy \w+|comment ".*");?$/.test(source.text)) return;
  const rule: Rule = { ...table, chain, source, statements: statementsOf(tokensOf(source.text)) };
  ruleset.rules.push(rule);
}

const unquoted = (token: string): string => token.replace(/^"|"$/g, '');

/** `10.0.0.0/8, 80-90, "eth0"` */
function valuesOf(tokens: readonly string[]): Value[] {
  return tokens
    .filter((token) => token !== ',')
    .map((token) => {
      const range = token.startsWith('"') || token.startsWith('@') ? null : /^([^-]+)-([^-]+)$/.exec(token);
      // A name may have a hyphen; a range has numbers or addresses on both sides.
      return range !== null && /^[\da-fA-F.:]+-[\da-fA-F.:]+$/.test(token) && /\d/.test(token)
        ? { first: range[1]!, last: range[2]! }
        : { word: unquoted(token) };
    });
}

const selectors = new Set(
  'ip ip6 tcp udp sctp th icmp icmpv6 ct meta ether vlan fib socket rt ah esp comp dccp'.split(' '),
);
const interfaces = new Set(['iif', 'oif', 'iifname', 'oifname']);

function statementsOf(tokens: readonly string[]): Statement[] {
  const statements: Statement[] = [];
  let at = 0;
  const take = () => tokens[at++] ?? '';
  const list = (): string[] => {
    // Between braces, or words with commas between them.
    const items: string[] = [];
    if (tokens[at] === '{') {
      at++;
      while (at < tokens.length && tokens[at] !== '}') items.push(take());
      at++;
      return items;
    }
    items.push(take());
    while (tokens[at] === ',') {
      at++;
      items.push(take());
    }
    return items;
  };
  while (at < tokens.length) {
    const token = take();
    if (token === ';') continue;
    if (verdicts.has(token)) {
      const target = token === 'jump' || token === 'goto' ? take() : undefined;
      statements.push({ kind: 'verdict', verdict: token, ...(target !== undefined && { target }) });
      // How it refuses, or to which queue.
      if (token === 'reject' || token === 'queue') break;
    } else if (token === 'counter') {
      if (tokens[at] === 'packets') at += 4;
    } else if (token === 'comment') {
      at++;
    } else if (token === 'log') {
      while (at < tokens.length && !verdicts.has(tokens[at]!)) at++;
    } else if (token === 'limit') {
      while (at < tokens.length && !verdicts.has(tokens[at]!) && !selectors.has(tokens[at]!)) at++;
      statements.push({ kind: 'sometimes' });
    } else if (/^(masquerade|snat|dnat|redirect|tproxy)$/.test(token)) {
      statements.push({ kind: 'translate' });
      break;
    } else if (selectors.has(token) || interfaces.has(token)) {
      const left = interfaces.has(token) ? `meta ${token}` : `${token} ${take()}`;
      if (tokens[at] === 'set') {
        // It marks a packet rather than looks at it.
        at += 2;
        continue;
      }
      if (
        /^tcp flags$|^(fib|socket|rt) /.test(left) ||
        /^[&|^(]|^(and|or|original|reply)$/.test(tokens[at] ?? '')
      ) {
        const from = at;
        while (at < tokens.length && !verdicts.has(tokens[at]!) && tokens[at] !== 'counter') at++;
        statements.push({ kind: 'unknown', text: `${left} ${tokens.slice(from, at).join(' ')}` });
        continue;
      }
      if (tokens[at] === 'vmap') {
        at++;
        const entries = mapOf(list());
        statements.push(
          entries === undefined ? { kind: 'unknown', text: `${left} vmap` } : { kind: 'map', left, entries },
        );
        continue;
      }
      const negated = tokens[at] === '!=';
      if (negated || tokens[at] === '==') at++;
      statements.push({ kind: 'match', left, negated, right: valuesOf(list()) });
    } else statements.push({ kind: 'unknown', text: token });
  }
  return statements;
}

/** `established : accept, invalid : jump other` */
function mapOf(tokens: readonly string[]): MapEntry[] | undefined {
  const entries: MapEntry[] = [];
  for (const part of splitAt(tokens, ',')) {
    const [key = '', colon, verdict = '', target] = part;
    if (colon !== ':' || !verdicts.has(verdict)) return undefined;
    entries.push({ key: valuesOf([key])[0]!, verdict, ...(target !== undefined && { target }) });
  }
  return entries;
}

function splitAt(tokens: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const token of tokens) {
    if (token === separator) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}
