/** What the shape of one row cannot tell: references, duplicates, addresses and ranges of the estate as a whole. */
import type { EstateData, Zone } from './model.ts';
import { canonicalAddress, parseRange, type Range, rangeHolds, rangesOverlap } from './network.ts';
import { textsOf } from './wards.ts';

export type Section = keyof EstateData;

/** One thing wrong with the estate: `section` and `index` say which row, `field` which part of it. */
export interface EstateProblem {
  section: Section;
  index: number;
  field: string;
  message: string;
  /** For a reference that leads nowhere: the id looked for. */
  missing?: string;
}

/** Every problem of the estate, in the order of the sections; empty when all is well. */
export function findProblems(data: EstateData): EstateProblem[] {
  const problems: EstateProblem[] = [];
  const report: Report = (section, index, field, message, missing) =>
    problems.push({ section, index, field, message, ...(missing === undefined ? {} : { missing }) });
  checkIds(data, report);
  checkReferences(data, report);
  const ranges = checkZones(data.zones, report);
  checkAssets(data, ranges, report);
  checkAccounts(data, report);
  checkWards(data, report);
  data.flows.forEach((flow, i) => {
    for (const problem of portProblems(flow.protocol, flow.ports)) report('flows', i, 'ports', problem);
  });
  return problems;
}

type Report = (section: Section, index: number, field: string, message: string, missing?: string) => void;

/** Dependencies and flows name services, suppliers, systems, zones and assets by bare id, so those share one name space. */
const sharedNames: readonly Section[] = ['services', 'suppliers', 'systems', 'zones', 'assets'];
const ownNames: readonly Section[] = ['organisations', 'sites', 'wards', 'flows', 'accounts'];

function checkIds(data: EstateData, report: Report): void {
  const checkGroup = (sections: readonly Section[]) => {
    const owner = new Map<string, Section>();
    for (const section of sections) {
      (data[section] as { id: string }[]).forEach(({ id }, i) => {
        const first = owner.get(id);
        if (first === undefined) owner.set(id, section);
        else report(section, i, 'id', `"${id}" is already the id of another of the ${first}`);
      });
    }
  };
  checkGroup(sharedNames);
  for (const section of ownNames) checkGroup([section]);
}

function checkReferences(data: EstateData, report: Report): void {
  const ids = (...sections: Section[]) =>
    new Set(sections.flatMap((section) => (data[section] as { id: string }[]).map(({ id }) => id)));
  const organisations = ids('organisations');
  const sites = ids('sites');
  const services = ids('services');
  const wards = ids('wards');
  const suppliers = ids('suppliers');
  const systems = ids('systems');
  const zones = ids('zones');
  const assets = ids('assets');
  const endpoints = ids('zones', 'systems', 'assets');
  const needs = (
    section: Section,
    index: number,
    field: string,
    id: string | null | undefined,
    known: Set<string>,
    what: string,
  ) => {
    if (id == null || known.has(id)) return;
    report(section, index, field, `no ${what} has the id "${id}"`, id);
  };
  data.organisations.forEach((o, i) => {
    needs('organisations', i, 'parent', o.parent, organisations, 'organisation');
  });
  data.sites.forEach((s, i) => {
    needs('sites', i, 'organisation', s.organisation, organisations, 'organisation');
  });
  data.services.forEach((s, i) => {
    for (const site of s.sites) needs('services', i, 'sites', site, sites, 'site');
  });
  data.suppliers.forEach((s, i) => {
    needs('suppliers', i, 'organisation', s.organisation, organisations, 'organisation');
  });
  data.wards.forEach((w, i) => {
    needs('wards', i, 'site', w.site, sites, 'site');
    for (const service of w.services) needs('wards', i, 'services', service, services, 'service');
  });
  data.systems.forEach((s, i) => {
    needs('systems', i, 'supplier', s.supplier, suppliers, 'supplier');
    needs('systems', i, 'organisation', s.organisation, organisations, 'organisation');
  });
  const dependents = ids('services', 'systems');
  const providers = ids('systems', 'suppliers');
  data.dependencies.forEach((d, i) => {
    needs('dependencies', i, 'from', d.from, dependents, 'service or system');
    needs('dependencies', i, 'to', d.to, providers, 'system or supplier');
  });
  data.flows.forEach((f, i) => {
    needs('flows', i, 'from', f.from, endpoints, 'zone, system or asset');
    needs('flows', i, 'to', f.to, endpoints, 'zone, system or asset');
  });
  data.assets.forEach((a, i) => {
    needs('assets', i, 'zone', a.zone, zones, 'zone');
    needs('assets', i, 'site', a.site, sites, 'site');
    needs('assets', i, 'system', a.system, systems, 'system');
    needs('assets', i, 'ward', a.ward, wards, 'ward');
  });
  data.accounts.forEach((a, i) => {
    needs('accounts', i, 'usual_asset', a.usual_asset, assets, 'asset');
    needs('accounts', i, 'supplier', a.supplier, suppliers, 'supplier');
    needs('accounts', i, 'organisation', a.organisation, organisations, 'organisation');
  });
  data.trusts.forEach((t, i) => {
    needs('trusts', i, 'trusting', t.trusting, organisations, 'organisation');
    needs('trusts', i, 'trusted', t.trusted, organisations, 'organisation');
  });
  const accounts = ids('accounts');
  const places = ids('organisations', 'zones', 'systems', 'assets');
  data.rights.forEach((r, i) => {
    needs('rights', i, 'account', r.account, accounts, 'account');
    const isDirectory = r.right === 'replicate';
    needs(
      'rights',
      i,
      'on',
      r.on,
      isDirectory ? organisations : places,
      isDirectory ? 'organisation' : 'asset, system, zone or organisation',
    );
  });
}

interface ZoneRange {
  zone: Zone;
  cidr: string;
  range: Range;
}

/**
 * Ranges of different kinds must not overlap, or an address would belong to a guarded and an open zone at once.
 * The internet is the exception: it holds whatever no other zone does.
 */
function checkZones(zones: readonly Zone[], report: Report): ZoneRange[] {
  const ranges: ZoneRange[] = [];
  zones.forEach((zone, i) => {
    for (const cidr of zone.cidrs) {
      const range = parseRange(cidr);
      if (range === undefined) {
        report(
          'zones',
          i,
          'cidrs',
          `"${cidr}" is not a range such as 10.1.0.0/16 with no bits set after the prefix`,
        );
        continue;
      }
      for (const other of ranges) {
        if (!rangesOverlap(range, other.range)) continue;
        const same = range.prefix === other.range.prefix;
        const internet = zone.kind === 'internet' || other.zone.kind === 'internet';
        if (same || (zone.kind !== other.zone.kind && !internet)) {
          report(
            'zones',
            i,
            'cidrs',
            `${cidr} overlaps ${other.cidr} of zone "${other.zone.id}" (${other.zone.kind})`,
          );
        }
      }
      ranges.push({ zone, cidr, range });
    }
  });
  return ranges;
}

function checkAssets(data: EstateData, ranges: readonly ZoneRange[], report: Report): void {
  const hosts = new Map<string, string>();
  const addresses = new Map<string, string>();
  const rangesOf = new Map<string, ZoneRange[]>(data.zones.map((zone) => [zone.id, []]));
  for (const entry of ranges) rangesOf.get(entry.zone.id)?.push(entry);
  data.assets.forEach((asset, i) => {
    const host = asset.hostname.toLowerCase();
    const sameName = hosts.get(host);
    if (sameName !== undefined)
      report('assets', i, 'hostname', `"${asset.hostname}" is also the name of "${sameName}"`);
    else hosts.set(host, asset.id);
    if (asset.support_ends !== null && !isDate(asset.support_ends)) {
      report('assets', i, 'support_ends', `"${asset.support_ends}" is not a date such as 2027-01-12`);
    }
    for (const written of asset.addresses) {
      const address = canonicalAddress(written);
      if (address === undefined) {
        report('assets', i, 'addresses', `"${written}" is not an address`);
        continue;
      }
      const sameAddress = addresses.get(address);
      if (sameAddress !== undefined)
        report('assets', i, 'addresses', `${written} is also the address of "${sameAddress}"`);
      else addresses.set(address, asset.id);
      const own = rangesOf.get(asset.zone);
      if (own !== undefined && !own.some(({ range }) => rangeHolds(range, address))) {
        report('assets', i, 'addresses', `${written} is outside its zone "${asset.zone}"`);
      }
    }
  });
}

function checkAccounts(data: EstateData, report: Report): void {
  const names = new Map<string, string>();
  data.accounts.forEach((account, i) => {
    const name = account.name.toLowerCase();
    const same = names.get(name);
    if (same !== undefined) report('accounts', i, 'name', `"${account.name}" is also the name of "${same}"`);
    else names.set(name, account.id);
  });
}

/** Nobody could tell two wards apart that go by the same words. */
function checkWards({ wards }: EstateData, report: Report): void {
  const owners = new Map<string, string>();
  wards.forEach((ward, i) => {
    for (const text of textsOf(ward)) {
      const owner = owners.get(`${ward.site} ${text}`);
      if (owner === undefined) owners.set(`${ward.site} ${text}`, ward.id);
      else report('wards', i, 'locations', `"${text}" already means "${owner}" on this site`);
    }
  });
}

function portProblems(protocol: string, ports: readonly string[]): string[] {
  const carriesPorts = protocol !== 'icmp';
  if (ports.length === 0 && carriesPorts) return ['no port: write "any" when every port is meant'];
  const problems: string[] = [];
  for (const port of ports) {
    if (port === 'any') continue;
    const [low, high = low] = (/^(\d{1,5})(?:-(\d{1,5}))?$/.exec(port) ?? [])
      .slice(1)
      .map((p) => p && Number(p));
    const good =
      typeof low === 'number' && typeof high === 'number' && low >= 1 && low <= high && high <= 65_535;
    if (!good) problems.push(`"${port}" is not a port from 1 to 65535, a range such as 135-139, or "any"`);
    else if (!carriesPorts) problems.push('icmp has no ports');
  }
  return problems;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
