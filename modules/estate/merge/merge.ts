/** Many sources to one estate. Pure, and the same whatever the order of the sources and of what each says. */
import { createHash } from 'node:crypto';
import type { AccountClaim, AssetClaim, Claim, SoftwareClaim, VulnerabilityClaim } from '../imports/claim.ts';
import { type Key, keyKind, keyValue } from '../imports/keys.ts';
import type { Believed, Merged, MergedAsset, MergedEstate, Source, Sourced, Statement } from './merged.ts';
import { type Bearer, resolve, type Tier } from './resolve.ts';
import type { Rules } from './rules.ts';

const hour = 3_600_000;

/** Best first: what a machine is born with, what a directory or an agent gives it, then what it is called, then where it was. */
const assetTiers = ({ identity }: Rules): Tier[] => [
  ...(['id', 'uuid', 'serial', 'cloud', 'sid', 'defender', 'dn'] as const).map(
    (kind): Tier => ({ kind, unless: [] }),
  ),
  // A machine that was set up again keeps its name; one that took over the name of another has hardware of its own.
  { kind: 'fqdn', unless: ['id', 'uuid', 'serial', 'cloud'] },
  // A docking station lends its address to whoever stands in it.
  { kind: 'mac', unless: ['id', 'uuid', 'serial', 'cloud', 'sid', 'defender'] },
  {
    kind: 'host',
    unless: ['id', 'uuid', 'serial', 'cloud', 'sid', 'fqdn'],
    withinMs: identity.host_days * 24 * hour,
  },
  {
    kind: 'address',
    unless: ['id', 'uuid', 'serial', 'cloud', 'sid', 'defender', 'mac', 'host'],
    withinMs: identity.address_hours * hour,
  },
];

const accountTiers: readonly Tier[] = [
  ...(['id', 'sid', 'dn', 'login'] as const).map((kind): Tier => ({ kind, unless: [] })),
  { kind: 'name', unless: ['id', 'sid', 'dn', 'login'] },
];

type Of<C> = { claim: C; source: Source };

/** @param reserved ids that are something else's already */
export function merge(
  sources: readonly Source[],
  rules: Rules,
  reserved: ReadonlySet<string> = new Set(),
): MergedEstate {
  const claims = sources.flatMap((source) => source.claims.map((claim) => ({ claim, source })));
  const about = <A extends Claim['about']>(what: A) =>
    claims.filter((one): one is Of<Extract<Claim, { about: A }>> => one.claim.about === what);

  const assets = gather(about('asset'), assetTiers(rules), rules, reserved);
  const accounts = gather(about('account'), accountTiers, rules, new Set());
  const merged = new Map<Group<AssetClaim>, MergedAsset>();
  for (const group of assets.groups)
    merged.set(group, { ...group.merged, software: [], vulnerabilities: [] });

  const products = new Map<Key, Sourced<SoftwareClaim>[]>();
  for (const { claim, source } of about('software')) {
    const said = sourced(claim, source);
    const group = assets.find(claim.of, source);
    if (group) merged.get(group)!.software.push(said);
    else push(products, claim.of, said);
  }
  const flaws = new Map<Key, Sourced<VulnerabilityClaim>[]>();
  for (const { claim, source } of about('vulnerability')) {
    const group = assets.find(claim.of, source);
    const said = sourced(claim, source);
    if (group) merged.get(group)!.vulnerabilities.push(said);
    else push(flaws, claim.of, said);
  }
  const found = [...merged.values()];
  for (const all of products.values()) all.sort(byName);
  for (const all of flaws.values()) all.sort(byFlaw);
  for (const asset of found) {
    asset.software.sort(byName);
    asset.vulnerabilities.sort(byFlaw);
  }
  const idOf = (key: Key, source: Source): string | null =>
    assets.find(key, source)?.merged.id ?? accounts.find(key, source)?.merged.id ?? null;
  return {
    assets: found.sort(by(({ id }) => id)),
    accounts: accounts.groups.map(({ merged }) => merged).sort(by(({ id }) => id)),
    rights: about('right')
      .map(({ claim, source }) => ({
        ...sourced(claim, source),
        from_id: idOf(claim.from, source),
        to_id: idOf(claim.to, source),
      }))
      .sort(by(({ from, right, to, source }) => `${from} ${right} ${to} ${source}`)),
    flows: about('flow')
      .map(({ claim, source }) => ({
        ...sourced(claim, source),
        from_id: assets.holding(claim.from)?.merged.id ?? null,
        to_id: assets.holding(claim.to)?.merged.id ?? null,
      }))
      .sort(by(({ from, to, protocol, port, source }) => `${from} ${to} ${protocol} ${port} ${source}`)),
    models: about('model')
      .map(({ claim, source }) => sourced(claim, source))
      .sort(by(({ key, source }) => `${key} ${source}`)),
    software: products,
    vulnerabilities: flaws,
  };
}

function sourced<C extends Claim>(claim: C, source: Source): Sourced<C> {
  const { about: _, of: __, ...said } = claim as C & Partial<Pick<VulnerabilityClaim, 'of'>>;
  return { ...(said as unknown as Omit<C, 'about' | 'of'>), source: source.name };
}

function push<T>(lists: Map<Key, T[]>, key: Key, one: T): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}

const byFlaw = (a: Sourced<VulnerabilityClaim>, b: Sourced<VulnerabilityClaim>): number => {
  const text = ({ id, software, port, source, seen_at }: Sourced<VulnerabilityClaim>) =>
    `${id} ${software ?? ''} ${port ?? ''} ${source} ${seen_at}`;
  return compare(text(a), text(b));
};

const byName = (a: Sourced<SoftwareClaim>, b: Sourced<SoftwareClaim>): number => {
  const text = (one: Sourced<SoftwareClaim>) =>
    `${one.name.toLowerCase()} ${one.version} ${one.source} ${one.seen_at}`;
  return compare(text(a), text(b));
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const by =
  <T>(order: (one: T) => string) =>
  (a: T, b: T): number =>
    compare(order(a), order(b));

interface Group<C extends AssetClaim | AccountClaim> {
  said: Of<C>[];
  merged: Merged<keyof C['fields'] & string>;
}

function gather<C extends AssetClaim | AccountClaim>(
  said: readonly Of<C>[],
  tiers: readonly Tier[],
  rules: Rules,
  reserved: ReadonlySet<string>,
) {
  const bearers = said.map(
    ({ claim }): Bearer => ({
      keys: claim.keys,
      seen: claim.seen_at === null ? null : Date.parse(claim.seen_at),
    }),
  );
  const groups: Group<C>[] = [];
  resolve(bearers, tiers).forEach((number, i) => {
    const group = groups[number];
    if (group) group.said.push(said[i]!);
    else groups[number] = { said: [said[i]!], merged: undefined as never };
  });
  const order = createOrder(rules);
  const names = new Set(reserved);
  const known = groups
    .map((group) => ({ group, keys: keysOf(group.said, tiers), newest: newestOf(group.said) }))
    .sort(settled);
  // What the hospital itself calls something is its name before anything else may take it.
  for (const { keys } of known)
    for (const { key } of keys) if (keyKind(key) === 'id') names.add(keyValue(key));
  for (const { group, keys } of known) {
    const own = keys.find(({ key }) => keyKind(key) === 'id');
    const called = namesOf(keys.map(({ key }) => key));
    const id = own ? keyValue(own.key) : freeName(called[0] ?? 'unnamed', keys[0]?.key ?? '', names);
    names.add(id);
    const aliases = called.filter((name) => name !== id);
    group.merged = { id, aliases, keys, fields: fieldsOf(group.said, order), sources: sourcesOf(group.said) };
  }

  const bySource = new Map<string, Group<C>>();
  const byKey = new Map<Key, Group<C> | null>();
  for (const { group, keys } of known) {
    for (const { claim, source } of group.said) {
      const first = `${source.name} ${claim.keys[0]}`;
      if (!bySource.has(first)) bySource.set(first, group);
    }
    for (const { key } of keys) byKey.set(key, byKey.has(key) ? null : group);
  }
  return {
    groups,
    /** What the source means by the key, else what everybody does; nothing when it may be several. */
    find: (key: Key, source: Source): Group<C> | undefined =>
      bySource.get(`${source.name} ${key}`) ?? byKey.get(key) ?? undefined,
    holding: (address: string): Group<C> | undefined => byKey.get(`address:${address}`) ?? undefined,
  };
}

/** By what they are known by, the one that was seen last first: the order does not depend on who came first. */
function settled<C extends AssetClaim | AccountClaim>(a: Known<C>, b: Known<C>): number {
  const text = ({ keys }: Known<C>) => keys.map(({ key }) => key).join(' ');
  const said = ({ group }: Known<C>) =>
    group.said
      .map(({ claim, source }) => JSON.stringify([source.name, claim]))
      .sort()
      .join(' ');
  return compare(text(a), text(b)) || compare(b.newest, a.newest) || compare(said(a), said(b));
}

interface Known<C extends AssetClaim | AccountClaim> {
  group: Group<C>;
  keys: Merged<string>['keys'];
  newest: string;
}

const newestOf = <C extends AssetClaim | AccountClaim>(said: readonly Of<C>[]): string =>
  said
    .map(({ claim }) => claim.seen_at ?? always)
    .sort()
    .at(-1) ?? '';

/** Sorts behind every date. */
const always = '9';

/** The name, or the name with something of its own, where another has it. */
function freeName(name: string, key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let n = 1; ; n++) {
    const other = `${name}-${createHash('sha256').update(`${key} ${n}`).digest('hex').slice(0, 6)}`;
    if (!taken.has(other)) return other;
  }
}

/** Keys with who said them and when last, best kind first. */
function keysOf<C extends AssetClaim | AccountClaim>(
  said: readonly Of<C>[],
  tiers: readonly Tier[],
): Merged<string>['keys'] {
  const keys = new Map<Key, { sources: Set<string>; seen_at: string | null }>();
  for (const { claim, source } of said) {
    for (const key of claim.keys) {
      const there = keys.get(key);
      if (!there) {
        keys.set(key, { sources: new Set([source.name]), seen_at: claim.seen_at });
        continue;
      }
      there.sources.add(source.name);
      there.seen_at = later(there.seen_at, claim.seen_at);
    }
  }
  const rank = (key: Key) => tiers.findIndex(({ kind }) => kind === keyKind(key)) + 1 || tiers.length + 1;
  return [...keys]
    .map(([key, { sources, seen_at }]) => ({ key, sources: [...sources].sort(), seen_at }))
    .sort((a, b) => rank(a.key) - rank(b.key) || (a.key < b.key ? -1 : 1));
}

/** "Always" is later than any day. */
const later = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? null : a > b ? a : b;

function sourcesOf<C extends AssetClaim | AccountClaim>(said: readonly Of<C>[]): Merged<string>['sources'] {
  const last = new Map<string, string | null>();
  for (const { claim, source } of said) {
    const there = last.get(source.name);
    last.set(source.name, there === undefined ? claim.seen_at : later(there, claim.seen_at));
  }
  return [...last].map(([source, seen_at]) => ({ source, seen_at })).sort(by(({ source }) => source));
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);

/** What people would call it, best first: a name, then what is on its plate, then where it is. */
function namesOf(keys: readonly Key[]): string[] {
  const of = (...kinds: string[]) => keys.filter((key) => kinds.includes(keyKind(key)));
  const named = of('host').map(keyValue);
  const accounts = of('login', 'name').map((key) => keyValue(key).split('@')[0]!);
  const others = [...of('serial', 'mac', 'address'), ...keys].map(
    (key) => `${keyKind(key)}-${keyValue(key)}`,
  );
  return [...new Set([...named, ...accounts, ...others].map(slug))].filter((name) => /^[a-z0-9]/.test(name));
}

type Order = (field: string, a: Statement & { kind: string }, b: Statement & { kind: string }) => number;

/** Who is believed first: by kind of source for this field, then the newest, then by name so that it is settled. */
function createOrder({ believed }: Rules): Order {
  const rank = (field: string, kind: string): number => {
    const order = believed[field] ?? believed.anything;
    const at = order.indexOf(kind);
    if (at >= 0) return at;
    const otherwise = believed.anything.indexOf(kind);
    return order.length + (otherwise < 0 ? believed.anything.length : otherwise);
  };
  return (field, a, b) =>
    rank(field, a.kind) - rank(field, b.kind) ||
    (b.seen_at ?? '').localeCompare(a.seen_at ?? '') ||
    (`${a.source} ${a.value}` < `${b.source} ${b.value}` ? -1 : 1);
}

/** A name without its domain is the same name. */
function same(field: string, one: string, other: string): boolean {
  const [a, b] = [one.trim().toLowerCase(), other.trim().toLowerCase()];
  return a === b || (field === 'hostname' && (a.startsWith(`${b}.`) || b.startsWith(`${a}.`)));
}

function fieldsOf<C extends AssetClaim | AccountClaim>(
  said: readonly Of<C>[],
  order: Order,
): Partial<Record<keyof C['fields'] & string, Believed>> {
  const statements = new Map<string, (Statement & { kind: string })[]>();
  for (const { claim, source } of said) {
    for (const [field, value] of Object.entries(claim.fields) as [string, string][]) {
      const all = statements.get(field) ?? [];
      statements.set(field, all);
      all.push({ value, source: source.name, seen_at: claim.seen_at, kind: source.kind });
    }
  }
  const fields: Record<string, Believed> = {};
  for (const [field, all] of statements) {
    const [first, ...rest] = all
      .sort((a, b) => order(field, a, b))
      .map(({ kind: _, ...statement }) => statement) as [Statement, ...Statement[]];
    const others: Statement[] = [];
    // Each source has one word on it: its best, or its newest.
    const heard = new Set([first.source]);
    for (const one of rest) {
      if (!heard.has(one.source) && !same(field, one.value, first.value)) others.push(one);
      heard.add(one.source);
    }
    fields[field] = { ...first, others };
  }
  return fields as Partial<Record<keyof C['fields'] & string, Believed>>;
}
