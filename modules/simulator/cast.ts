/** Reads an estate as a cast: who works where, which hosts log, which servers play which part. */
import type { Account, Asset, EstateData, Zone } from '@cordon/estate';
import { unfitHospital } from './faults.ts';
import { hash32 } from './random.ts';

export interface Host {
  readonly asset: Asset;
  /** NetBIOS name, upper case, and that of the domain it is joined to. */
  readonly name: string;
  readonly domain: string;
  /** As the host names itself in its own log. */
  readonly fqdn: string;
  readonly ip: string;
  readonly zone: Zone['kind'];
  /** Ships Windows events: a supported Windows that is not an embedded device nor someone else's. */
  readonly windows: boolean;
  /** System kind and name, lower case: what words are looked for in. */
  readonly system: string;
}

export interface Who {
  readonly account: Account | null;
  readonly name: string;
  readonly domain: string;
  readonly sid: string;
  readonly display: string;
  readonly role: string;
}

export interface Person extends Who {
  readonly account: Account;
  readonly host: Host | null;
  readonly clinical: boolean;
  /** Ward or department: from the place of the usual workstation, else spread evenly. */
  readonly ward: string;
}

export interface Cast {
  readonly estate: EstateData;
  readonly organisation: string;
  /** e.g. `STALDHELMS` and `staldhelms.nhs.example`. */
  readonly netbios: string;
  readonly dns: string;
  readonly hosts: readonly Host[];
  readonly workstations: readonly Host[];
  readonly servers: readonly Host[];
  readonly controllers: readonly Host[];
  readonly devices: readonly Host[];
  readonly printers: readonly Host[];
  readonly people: readonly Person[];
  readonly clinicians: readonly Person[];
  readonly office: readonly Person[];
  readonly admins: readonly Who[];
  readonly services: readonly Who[];
  readonly suppliers: readonly Who[];
  readonly wards: readonly string[];
  readonly system: Who;
  machine(host: Host): Who;
  host(assetId: string): Host | undefined;
  /** Hosts whose system's kind or name carries one of the words. */
  running(...words: string[]): Host[];
}

const clinicalWords = [
  'nurse',
  'doctor',
  'consultant',
  'registrar',
  'midwi',
  'clinic',
  'surgeon',
  'physician',
  'anaesth',
  'pharmac',
  'radiograph',
  'radiolog',
  'sonograph',
  'therap',
  'biomedical',
  'healthcare assistant',
  'foundation',
  'matron',
  'sister',
  'paediatric',
  'dietit',
  'phlebot',
  'house officer',
  'practitioner',
  'oncolog',
  'patholog',
  'fy1',
  'fy2',
];

/** Releases that no current log shipper supports, or that a device maker has frozen. */
const silent = /\b(xp|2000|2003|vista|windows 7|windows 8|2008|ce|embedded|iot)\b/i;

const has = (text: string, words: readonly string[]): boolean => words.some((word) => text.includes(word));

export function castOf(estate: EstateData): Cast {
  const names =
    estate.organisations.find((each) => !each.parent && each.domains.length > 0) ?? estate.organisations[0];
  if (!names) throw unfitHospital(['an organisation, to whose domain its hosts belong']);
  const dns = (names.domains.find((each) => each.includes('.')) ?? `${names.id}.example`).toLowerCase();
  const netbios = (names.domains.find((each) => !each.includes('.')) ?? dns.split('.')[0]!).toUpperCase();
  const zones = new Map(estate.zones.map((zone) => [zone.id, zone.kind]));
  const systems = new Map(estate.systems.map((each) => [each.id, `${each.kind} ${each.name}`.toLowerCase()]));

  const hosts = estate.assets.flatMap((asset): Host[] => {
    const ip = asset.addresses[0];
    const zone = zones.get(asset.zone);
    if (!ip || !zone) return [];
    const short = asset.hostname.split('.')[0]!;
    const ours = zone !== 'supplier' && zone !== 'internet' && zone !== 'guest';
    const runsWindows =
      /windows/i.test(asset.os) && !silent.test(asset.os) && asset.kind !== 'medical-device';
    return [
      {
        asset,
        name: short.toUpperCase(),
        domain: netbios,
        fqdn: asset.hostname.includes('.') ? asset.hostname : `${short}.${dns}`,
        ip,
        zone,
        windows: ours && runsWindows,
        system: (asset.system && systems.get(asset.system)) || '',
      },
    ];
  });
  const byId = new Map(hosts.map((host) => [host.asset.id, host]));
  const agents = hosts.filter((host) => host.windows);

  // Made from the domain's name, so a hospital keeps its security identifiers whatever the seed.
  const authority = `S-1-5-21-${hash32(`${dns}/1`)}-${hash32(`${dns}/2`)}-${hash32(`${dns}/3`)}`;
  const who = (account: Account, index: number): Who => ({
    account,
    name: account.name,
    domain: netbios,
    sid: `${authority}-${1601 + index}`,
    display: account.display_name,
    role: account.role,
  });
  const workstations = agents.filter(
    (each) => each.asset.kind === 'workstation' || each.asset.kind === 'laptop',
  );
  const places = [
    ...new Set(workstations.map((each) => each.asset.location).filter((each) => each !== '')),
  ].sort();
  const wards = places.length > 0 ? places : ['Ward 1'];

  // A department's own controller serves its own domain: the hospital's are those in the server network.
  const controllers = agents.filter((each) => each.asset.kind === 'domain-controller');
  const people = estate.accounts.flatMap((account, index): Person[] => {
    if (account.kind !== 'person') return [];
    const usual = account.usual_asset ? byId.get(account.usual_asset) : undefined;
    const host = usual?.windows && workstations.includes(usual) ? usual : null;
    return [
      {
        ...who(account, index),
        account,
        host,
        clinical: has(account.role.toLowerCase(), clinicalWords),
        ward: host?.asset.location || wards[hash32(account.id) % wards.length]!,
      },
    ];
  });
  const ofKind = (kind: Account['kind']): Who[] =>
    estate.accounts.flatMap((account, index) => (account.kind === kind ? [who(account, index)] : []));

  const machines = new Map<string, Who>();
  return {
    estate,
    organisation: names.name,
    netbios,
    dns,
    hosts,
    workstations,
    servers: agents.filter((each) => each.asset.kind === 'server' || each.asset.kind === 'backup'),
    controllers: controllers.some((each) => each.zone === 'server')
      ? controllers.filter((each) => each.zone === 'server')
      : controllers,
    devices: hosts.filter((each) => each.asset.kind === 'medical-device'),
    printers: hosts.filter((each) => each.asset.kind === 'printer'),
    people,
    clinicians: people.filter((each) => each.clinical),
    office: people.filter((each) => !each.clinical),
    admins: ofKind('admin'),
    services: ofKind('service'),
    suppliers: ofKind('supplier'),
    wards,
    system: {
      account: null,
      name: 'SYSTEM',
      domain: 'NT AUTHORITY',
      sid: 'S-1-5-18',
      display: 'SYSTEM',
      role: '',
    },
    machine(host) {
      let found = machines.get(host.name);
      if (!found) {
        const sid = `${authority}-${20001 + hosts.indexOf(host)}`;
        found = { account: null, name: `${host.name}$`, domain: netbios, sid, display: host.name, role: '' };
        machines.set(host.name, found);
      }
      return found;
    },
    host: (assetId) => byId.get(assetId),
    running: (...words) => hosts.filter((host) => has(host.system, words)),
  };
}

/** What ordinary life cannot be simulated without, said in the words of the hospital's own files. */
export function missing(cast: Cast): string[] {
  const lacks: string[] = [];
  const need = (list: readonly unknown[], what: string): void => {
    if (list.length === 0) lacks.push(what);
  };
  need(cast.workstations, 'a workstation or laptop with a supported Windows');
  need(cast.servers, 'a server with a supported Windows');
  need(cast.controllers, 'a domain controller with a supported Windows');
  need(cast.people, 'an account of kind person');
  need(cast.admins, 'an account of kind admin');
  need(cast.services, 'an account of kind service');
  return lacks;
}
