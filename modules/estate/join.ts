/**
 * The folders of several hospitals as one estate. Each describes itself best, and knows something of its partners: what two of them say
 * of the same thing is one thing, everything else is kept apart by whose it is. Pure.
 */
import type { Asset, EstateData } from './model.ts';
import type { Entry } from './registers/index.ts';

/** What one hospital says of itself; the first of its organisations is its own. */
export interface Folder {
  readonly estate: EstateData;
  readonly entries: readonly Entry[];
}

export interface JoinedEstate {
  readonly data: EstateData;
  readonly entries: readonly Entry[];
  /** Of each folder, in order: what the things of its estate are called in the joined one; undefined for what it does not have. */
  readonly folders: readonly JoinedFolder[];
  /** What they say differently of the same thing, for people; the first is believed. */
  readonly conflicts: readonly string[];
}

export interface JoinedFolder {
  /** Its own organisation, by its joined id. */
  readonly organisation: string;
  asset(id: string): string | undefined;
  account(id: string): string | undefined;
  supplier(id: string): string | undefined;
  service(id: string): string | undefined;
  zone(id: string): string | undefined;
}

/**
 * Organisations of the same ODS code are one; so are their sites, their systems and the hosts at their sites, where the ids are the same;
 * so are suppliers of the same id or name, and so is the internet. The id of everything else begins with that of its organisation.
 *
 * A host that two folders know stands in a zone of each, and an estate has one zone for it: it keeps the first, and what the other says of
 * its zone (flows, rights, ways in) is said of the host as well.
 */
export function joinEstates(folders: readonly Folder[]): JoinedEstate {
  const conflicts: string[] = [];
  const organisations = createOne<EstateData['organisations'][number]>('organisation', conflicts);
  const suppliers = createOne<EstateData['suppliers'][number]>('supplier', conflicts);
  const wards = createOne<EstateData['wards'][number]>('ward', conflicts);
  const sites = createOne<EstateData['sites'][number]>('site', conflicts);
  const systems = createOne<EstateData['systems'][number]>('system', conflicts);
  const zones = createOne<EstateData['zones'][number]>('zone', []); // only the internet is shared, and has no facts
  const assets = createOne<Asset>('host', conflicts);
  const accounts = createOne<EstateData['accounts'][number]>('account', conflicts);
  const services: EstateData['services'] = [];
  const flows: EstateData['flows'] = [];
  const dependencies = new Map<string, EstateData['dependencies'][number]>();
  const rights: EstateData['rights'] = [];
  const trusts = new Map<string, EstateData['trusts'][number]>();
  const entries: Entry[] = [];

  const codes = new Map<string, string>();
  const names = new Map<string, string>();

  const joined = folders.map(({ estate, entries: own }): JoinedFolder => {
    const organisationOf = new Map<string, string>();
    for (const { id, ods_code } of estate.organisations) {
      const code = ods_code.toLowerCase();
      const one = codes.get(code) ?? freeId(id, organisations.all);
      codes.set(code, one);
      organisationOf.set(id, one);
    }
    const organisation = (id: string): string => organisationOf.get(id)!;
    const home = organisation(estate.organisations[0]!.id);
    for (const { parent, ...one } of estate.organisations)
      organisations.add({
        ...one,
        id: organisation(one.id),
        ...(parent && { parent: organisation(parent) }),
      });

    const ids = new Map<string, string>();
    const called = (id: string): string => ids.get(id) ?? id;
    const calledOrNull = (id: string | null): string | null => (id === null ? null : called(id));

    for (const { organisation: own, ...one } of estate.suppliers) {
      const name = one.name.toLowerCase();
      const id = suppliers.has(one.id) ? one.id : (names.get(name) ?? one.id);
      names.set(name, id);
      ids.set(one.id, id);
      suppliers.add({ ...one, id, ...(own && { organisation: organisation(own) }) });
    }
    const siteIds = new Map<string, string>();
    for (const one of estate.sites) {
      const owner = organisation(one.organisation);
      siteIds.set(one.id, `${owner}-${one.id}`);
      sites.add({ ...one, id: `${owner}-${one.id}`, organisation: owner });
    }
    const ownerOfSite = new Map(estate.sites.map((one) => [one.id, organisation(one.organisation)]));
    for (const { id } of estate.services) ids.set(id, `${home}-${id}`);
    for (const one of estate.systems) ids.set(one.id, `${organisation(one.organisation)}-${one.id}`);
    for (const { id, kind } of estate.zones) ids.set(id, kind === 'internet' ? 'internet' : `${home}-${id}`);
    for (const { id, site } of estate.assets) ids.set(id, `${ownerOfSite.get(site)}-${id}`);

    for (const one of estate.services)
      services.push({
        ...one,
        id: called(one.id),
        name: folders.length > 1 ? `${one.name}, ${estate.organisations[0]!.name}` : one.name,
        sites: one.sites.map((site) => siteIds.get(site)!),
      });
    // The same ward of two hospitals is told apart by its hospital, and still found by the name that its devices have.
    const wardIds = new Map(estate.wards.map(({ id, site }) => [id, `${ownerOfSite.get(site)}-${id}`]));
    for (const one of estate.wards) {
      const { name } = organisations.all.get(ownerOfSite.get(one.site)!)!;
      wards.add({
        ...one,
        id: wardIds.get(one.id)!,
        name: folders.length > 1 ? `${one.name}, ${name}` : one.name,
        site: siteIds.get(one.site)!,
        services: one.services.map(called),
        locations: folders.length > 1 ? `${one.name}; ${one.locations}` : one.locations,
      });
    }
    for (const one of estate.systems)
      systems.add({
        ...one,
        id: called(one.id),
        supplier: calledOrNull(one.supplier),
        organisation: organisation(one.organisation),
      });
    for (const one of estate.zones) zones.add({ ...one, id: called(one.id) });

    /** Hosts that stand in a zone of an earlier folder, by their zone in this one. */
    const elsewhere = new Map<string, string[]>();
    for (const one of estate.assets) {
      const id = called(one.id);
      if (assets.has(id)) elsewhere.set(one.zone, [...(elsewhere.get(one.zone) ?? []), id]);
      assets.add({
        ...one,
        id,
        zone: called(one.zone),
        site: siteIds.get(one.site)!,
        system: calledOrNull(one.system),
        ...(one.ward && { ward: wardIds.get(one.ward)! }),
      });
    }
    /** A place by its joined id, and after it the hosts that stand there in this folder only. */
    const places = (id: string): string[] => [called(id), ...(elsewhere.get(id) ?? [])];

    const flowIds = new Map<string, string[]>();
    for (const one of estate.flows) {
      const ends = places(one.from).flatMap((from) => places(one.to).map((to) => ({ from, to })));
      const some = ends.map((end, at) => ({
        ...one,
        ...end,
        id: `${home}-${one.id}${at === 0 ? '' : `-${at}`}`,
      }));
      flows.push(...some);
      flowIds.set(
        one.id,
        some.map(({ id }) => id),
      );
    }
    for (const one of estate.dependencies) {
      const dependency = { ...one, from: called(one.from), to: called(one.to) };
      const pair = `${dependency.from} ${dependency.to}`;
      if (dependencies.get(pair)?.strength !== 'stops') dependencies.set(pair, dependency);
    }
    const accountIds = new Map<string, string>();
    for (const { supplier, ...one } of estate.accounts) {
      const owner = one.organisation === undefined ? home : organisation(one.organisation);
      accountIds.set(one.id, `${owner}-${one.id}`);
      accounts.add({
        ...one,
        id: `${owner}-${one.id}`,
        organisation: owner,
        usual_asset: calledOrNull(one.usual_asset),
        ...(supplier && { supplier: called(supplier) }),
      });
    }
    for (const one of estate.rights) {
      const whole = organisationOf.get(one.on);
      for (const on of whole === undefined ? places(one.on) : [whole])
        rights.push({ ...one, account: accountIds.get(one.account)!, on });
    }
    for (const { trusting, trusted, filtered } of estate.trusts) {
      const trust = { trusting: organisation(trusting), trusted: organisation(trusted), filtered };
      const pair = `${trust.trusting} ${trust.trusted}`;
      const before = trusts.get(pair);
      if (before !== undefined && before.filtered !== filtered)
        conflicts.push(
          `Whether ${trust.trusting} filters what comes from ${trust.trusted} is said differently; the worse is taken.`,
        );
      if (before === undefined || before.filtered === true) trusts.set(pair, trust);
    }
    for (const one of own)
      entries.push({
        ...one,
        id: `${home}-${one.id}`,
        through: one.through.flatMap(places),
        flows: one.flows.flatMap((id) => flowIds.get(id) ?? []),
        suppliers: one.suppliers.map(called),
      });

    const among =
      (known: { has(id: string): boolean }, table: ReadonlyMap<string, string>) => (id: string) => {
        const one = table.get(id);
        return one !== undefined && known.has(one) ? one : undefined;
      };
    const served = new Set(services.map(({ id }) => id));
    return {
      organisation: home,
      asset: among(assets, ids),
      account: among(accounts, accountIds),
      supplier: among(suppliers, ids),
      service: among(served, ids),
      zone: among(zones, ids),
    };
  });

  return {
    data: {
      organisations: organisations.items(),
      sites: sites.items(),
      services,
      wards: wards.items(),
      suppliers: suppliers.items(),
      systems: systems.items(),
      dependencies: [...dependencies.values()],
      zones: zones.items(),
      flows,
      assets: assets.items(),
      accounts: accounts.items(),
      rights,
      trusts: [...trusts.values()],
    },
    entries,
    folders: joined,
    conflicts,
  };
}

/** What each folder may call and place as it likes, without saying anything different of the thing. */
const ownWords = new Set(['zone', 'notes', 'location', 'contact', 'provides', 'domains', 'parent', 'cidrs']);

/** Things of one kind, each once; the first that speaks of one is believed, and what others add where it is silent. */
function createOne<Thing extends { id: string }>(what: string, conflicts: string[]) {
  const all = new Map<string, Thing>();
  return {
    all,
    has: (id: string): boolean => all.has(id),
    items: (): Thing[] => [...all.values()],
    add(thing: Thing): void {
      const before = all.get(thing.id);
      all.set(thing.id, before === undefined ? thing : filledIn(before, thing));
      if (before === undefined) return;
      for (const [field, value] of Object.entries(thing)) {
        const first = before[field as keyof Thing];
        if (ownWords.has(field) || isSilent(first) || isSilent(value) || same(first, value)) continue;
        conflicts.push(
          `The ${what} ${thing.id}: ${field} is ${JSON.stringify(first)} in one folder and ${JSON.stringify(value)} in another.`,
        );
      }
    },
  };
}

const filledIn = <Thing extends object>(first: Thing, second: Thing): Thing => ({
  ...second,
  ...Object.fromEntries(Object.entries(first).filter(([, value]) => !isSilent(value))),
});

/** Nobody has said. */
const isSilent = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** An organisation of another code may have had the id first. */
function freeId(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
  return id;
}
