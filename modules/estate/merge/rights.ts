/**
 * What directories say of who can become whom, as rights that the estate knows: groups are opened until accounts are left. Rights that an
 * account has on every computer of the directory are one right on the organisation.
 */
import type { Key } from '../imports/keys.ts';
import type { Account, Asset, Right } from '../model.ts';
import type { FoundRight, MergedEstate } from './merged.ts';

/** Rights with which a directory gives away every password it keeps: both halves of replication, or whatever grants itself either. */
const replication = ['GetChanges', 'GetChangesAll'];
const overDirectory = new Set([
  'DCSync',
  'GenericAll',
  'WriteDacl',
  'WriteOwner',
  'Owns',
  'AllExtendedRights',
]);

interface Known {
  assets: readonly Asset[];
  accounts: readonly Account[];
  organisation: string;
}

export function rightsOf(
  { rights, accounts: principals }: MergedEstate,
  { assets, accounts, organisation }: Known,
): Right[] {
  const members = membersOf(rights);
  const accountIds = new Set(accounts.map(({ id }) => id));
  const assetIds = new Set(assets.map(({ id }) => id));
  const domains = new Set(
    principals.filter(({ fields }) => fields.kind?.value === 'domain').map(({ id }) => id),
  );
  const idOf = new Map<Key, string>();
  for (const { from, from_id, to, to_id } of rights) {
    if (from_id !== null) idOf.set(from, from_id);
    if (to_id !== null) idOf.set(to, to_id);
  }
  /** Accounts that are this principal, or in it. */
  const accountsIn = (principal: Key): string[] =>
    [...openGroup(principal, members)].flatMap((key) => {
      const id = idOf.get(key);
      return id !== undefined && accountIds.has(id) ? [id] : [];
    });

  const administers = new Map<Key, Set<string>>();
  const changes = new Map<Key, Set<string>>();
  const found = new Map<string, Right>();
  const add = (right: Omit<Right, 'kinds'> & Partial<Right>) =>
    found.set(`${right.account} ${right.right} ${right.on}`, { kinds: [], ...right });
  for (const { from, right, from_id, to, to_id } of rights) {
    if (right === 'AdminTo' && to_id !== null && assetIds.has(to_id)) {
      administers.set(from, (administers.get(from) ?? new Set()).add(to_id));
    } else if (
      right === 'HasSession' &&
      from_id !== null &&
      to_id !== null &&
      assetIds.has(from_id) &&
      accountIds.has(to_id)
    ) {
      add({ account: to_id, right: 'sign-in', on: from_id });
    } else if (
      to_id !== null &&
      domains.has(to_id) &&
      (overDirectory.has(right) || replication.includes(right))
    ) {
      changes.set(from, (changes.get(from) ?? new Set()).add(right));
      idOf.set(to, to_id);
    }
  }
  const administered = new Set([...administers.values()].flatMap((ids) => [...ids]));
  const kindOf = new Map(assets.map(({ id, kind }) => [id, kind]));
  for (const [principal, on] of administers) {
    const everywhere = on.size > 1 && on.size === administered.size;
    for (const account of accountsIn(principal)) {
      if (everywhere)
        add({
          account,
          right: 'administer',
          on: organisation,
          kinds: [...new Set([...on].map((id) => kindOf.get(id)!))].sort(),
          note: 'every computer of the directory',
        });
      else for (const id of on) add({ account, right: 'administer', on: id });
    }
  }
  const changesOf = new Map<string, Set<string>>();
  for (const [principal, names] of changes)
    for (const account of accountsIn(principal))
      changesOf.set(account, new Set([...(changesOf.get(account) ?? []), ...names]));
  for (const [account, names] of changesOf)
    if (replication.every((name) => names.has(name)) || [...names].some((name) => overDirectory.has(name)))
      add({ account, right: 'replicate', on: organisation });
  return [...found.values()].sort((a, b) =>
    `${a.account} ${a.right} ${a.on}` < `${b.account} ${b.right} ${b.on}` ? -1 : 1,
  );
}

function membersOf(rights: readonly FoundRight[]): Map<Key, Key[]> {
  const members = new Map<Key, Key[]>();
  for (const { from, right, to } of rights) {
    if (right !== 'MemberOf') continue;
    const all = members.get(to);
    if (all) all.push(from);
    else members.set(to, [from]);
  }
  return members;
}

/** Groups stand in groups, and sometimes in rings. */
function openGroup(group: Key, members: ReadonlyMap<Key, readonly Key[]>): Set<Key> {
  const reached = new Set([group]);
  for (const one of reached) for (const member of members.get(one) ?? []) reached.add(member);
  return reached;
}
