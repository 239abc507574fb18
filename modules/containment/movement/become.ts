/** *Can become*: which accounts an intruder gets on a host, and which hosts an account opens. Pure. */
import type { Estate, Right } from '@cordon/estate';
import { type Draft, oneOfEach } from './draft.ts';
import type { Ground } from './model.ts';

export interface Become {
  /** Where an account that is held opens this host, once it can be called; undefined where no account does. */
  exposed(index: number): number | undefined;
}

export function connectAccounts({ estate, knowledge: { techniques } }: Ground, draft: Draft): Become {
  const { add, connect, assets, accounts, stolen } = draft;
  const scopeOf = createScopes(estate, draft);
  const organisationOf = new Map(estate.sites.map((site) => [site.id, site.organisation]));
  const taken = [techniques.take_credentials.minutes, { kind: 'credentials' }] as const;
  const read = [techniques.read_directory.minutes, { kind: 'directory' }] as const;

  /** A host falls to whoever can call it and holds an account that administers it. */
  const exposures = new Map<number, number>();
  const administered = oneOfEach((index: number) => {
    const asset = estate.assets[index]!;
    const [exposed, held] = [add({ kind: 'exposed', asset }), add({ kind: 'administered', asset })];
    const both = add({ kind: 'mastered', asset }, true);
    connect(exposed, both);
    connect(held, both);
    connect(both, assets[index]!);
    exposures.set(index, exposed);
    return held;
  });
  const directory = oneOfEach((organisation: string) => {
    const node = add({ kind: 'directory', organisation });
    for (const account of estate.accounts)
      if ((account.organisation ?? organisation) === organisation) connect(node, accounts.get(account.id)!);
    return node;
  });

  for (const [id, node] of stolen) connect(node, accounts.get(id)!);
  for (const { trusting, trusted, filtered } of estate.trusts)
    if (filtered !== true)
      connect(directory(trusted), directory(trusting), techniques.cross_trust.minutes, { kind: 'trust' });

  for (const right of estate.rights) {
    const account = accounts.get(right.account)!;
    if (right.right === 'replicate') {
      connect(account, directory(right.on), ...read);
      continue;
    }
    const hub = add({ kind: 'hub' });
    if (right.right === 'administer') {
      connect(account, hub, undefined, { kind: 'right', right });
      for (const index of scopeOf(right)) connect(hub, administered(index));
    } else {
      for (const index of scopeOf(right)) connect(assets[index]!, hub);
      connect(hub, account, ...taken);
    }
  }
  for (const { id, usual_asset } of estate.accounts)
    if (usual_asset !== null) connect(draft.assetNode(usual_asset)!, accounts.get(id)!, ...taken);
  estate.assets.forEach(({ kind, site }, index) => {
    if (kind !== 'domain-controller') return;
    connect(assets[index]!, directory(organisationOf.get(site) ?? ''), ...read);
  });
  return { exposed: (index) => exposures.get(index) };
}

/** The assets that a right is about. */
function createScopes(estate: Estate, { membersAt }: Draft): (right: Right) => readonly number[] {
  const organisationOf = new Map(estate.sites.map((site) => [site.id, site.organisation]));
  const byOrganisation = new Map<string, number[]>(estate.organisations.map(({ id }) => [id, []]));
  estate.assets.forEach(({ site }, index) => {
    byOrganisation.get(organisationOf.get(site) ?? '')?.push(index);
  });
  return ({ on, kinds }) => {
    const all = byOrganisation.get(on) ?? membersAt(on);
    return kinds.length === 0 ? all : all.filter((index) => kinds.includes(estate.assets[index]!.kind));
  };
}
