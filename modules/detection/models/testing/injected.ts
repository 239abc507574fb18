/**
 * Behaviours that no scenario has, as the records their sources would write: simulated, seeded, and each with innocents that
 * look alike. Labels beginning with `benign` are not attacks. Hosts and accounts are taken from the estate by kind, never by name.
 */
import { hash32 } from '@cordon/anomaly';
import type { Account, Asset, Estate } from '@cordon/estate';
import type { Emitted } from '@cordon/simulator';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Whole numbers below `most`, the same for the same seed and use. */
function dice(seed: number, use: string): (most: number) => number {
  let drawn = 0;
  return (most) => hash32(`${use} ${drawn++}`, seed) % most;
}

function* shuffled<T>(items: readonly T[], draw: (most: number) => number): Generator<T> {
  const left = [...items];
  while (left.length > 0) yield left.splice(draw(left.length), 1)[0]!;
}

const take = <T>(items: readonly T[], count: number, draw: (most: number) => number): T[] =>
  [...shuffled(items, draw)].slice(0, count);

export interface InjectOptions {
  estate: Estate;
  seed: number;
  /** Milliseconds: the midnight (UTC) of the day to inject into. */
  day: number;
}

export function injected({ estate, seed, day }: InjectOptions): Emitted[] {
  const domain = (estate.organisations[0]?.domains[0] ?? 'HOSPITAL').split('.')[0]!.toUpperCase();
  const out: Emitted[] = [];
  let serial = 0;
  const write = (at: number, stream: string, truth: string, record: unknown): void => {
    const time = `${new Date(day + at).toISOString().slice(0, -1)}000Z`;
    out.push({ time, stream, truth, line: typeof record === 'string' ? record : JSON.stringify(record) });
  };
  const stamp = (at: number): string => new Date(day + at).toISOString();
  const windows = (at: number, truth: string, host: Asset, channel: string, id: number, data: object): void =>
    write(at, `windows/injected.ndjson`, truth, {
      '@timestamp': stamp(at),
      winlog: {
        channel,
        computer_name: host.hostname,
        event_id: String(id),
        record_id: String(900_000 + serial++),
        event_data: data,
      },
    });
  const logon = (at: number, truth: string, account: Account, host: Asset, type: number): void =>
    windows(at, truth, host, 'Security', 4624, {
      TargetUserName: account.name,
      TargetDomainName: domain,
      LogonType: String(type),
      IpAddress: type === 2 ? '127.0.0.1' : '10.64.200.9',
    });
  const portal = (at: number, truth: string, account: Account, country: string): void =>
    write(
      at,
      'syslog/injected.log',
      truth,
      `<133>1 ${stamp(at)} portal01 portal - LOGIN [access@32473 user="${account.name}" src="203.0.113.${serial++ % 250}" country="${country}" mfa="none" outcome="success"] Accepted password for ${account.name}`,
    );

  const of = (kind: Account['kind']): Account[] => estate.accounts.filter((each) => each.kind === kind);
  const people = of('person');
  const desks = estate.assets.filter((each) => each.kind === 'workstation' && /windows/i.test(each.os));
  const servers = estate.assets.filter((each) => each.kind === 'server' && /windows/i.test(each.os));
  const deskOf = (account: Account): Asset =>
    (account.usual_asset ? estate.asset(account.usual_asset) : undefined) ?? desks[0]!;

  const draw = dice(seed, 'travel');
  for (const account of take(people, 8, draw)) {
    const at = 9 * HOUR + draw(6 * 60) * MINUTE;
    portal(at, 'benign-sign-in', account, 'GB');
    portal(at + (20 + draw(60)) * MINUTE, 'impossible-travel', account, ['VN', 'BR', 'RU', 'NG'][draw(4)]!);
  }
  for (const account of take(people, 8, draw)) {
    portal(7 * HOUR, 'benign-holiday', account, 'GB');
    portal(13 * HOUR + draw(300) * MINUTE, 'benign-holiday', account, ['ES', 'FR', 'IE', 'GR'][draw(4)]!);
  }

  const night = dice(seed, 'night');
  const office = people.filter((each) => /clerk|secretary|finance|workforce|executive/.test(each.role));
  for (const account of take(office, 8, night))
    logon(2 * HOUR + night(120) * MINUTE, 'off-hours', account, deskOf(account), 2);

  const service = dice(seed, 'service');
  for (const account of take(of('service'), 5, service))
    logon(
      10 * HOUR + service(600) * MINUTE,
      'service-at-keyboard',
      account,
      servers[service(servers.length)]!,
      10,
    );

  const reach = dice(seed, 'reach');
  for (const account of take(people, 6, reach))
    logon(11 * HOUR + reach(400) * MINUTE, 'person-on-server', account, servers[reach(servers.length)]!, 10);
  for (const account of take(people, 3, reach)) {
    const start = 12 * HOUR + reach(400) * MINUTE;
    for (const [i, desk] of take(desks, 12, reach).entries())
      logon(start + i * 2 * MINUTE, 'desk-to-desk', account, desk, 3);
  }

  const names = dice(seed, 'names');
  const dns = (at: number, truth: string, from: string, query: string): void =>
    write(at, 'zeek/dns.log', truth, {
      _path: 'dns',
      ts: stamp(at),
      uid: `Cinj${serial++}`,
      'id.orig_h': from,
      'id.orig_p': 50_000,
      'id.resp_h': '10.64.64.10',
      'id.resp_p': 53,
      proto: 'udp',
      query,
      qtype_name: 'TXT',
    });
  const hex = (length: number): string => Array.from({ length }, () => names(16).toString(16)).join('');
  for (const desk of take(desks, 3, names)) {
    const start = 8 * HOUR + names(500) * MINUTE;
    for (let i = 0; i < 150; i++)
      dns(
        start + i * 15_000,
        'dns-tunnel',
        desk.addresses[0]!,
        `${hex(44)}.t${names(9)}.update-check.example`,
      );
  }
  // Content networks name their machines as oddly, but everybody asks them.
  for (const desk of take(desks, 40, names))
    for (let i = 0; i < 12; i++)
      dns(
        9 * HOUR + names(480) * MINUTE,
        'benign-content-network',
        desk.addresses[0]!,
        `e${hex(9)}.edge.content.example`,
      );

  const antivirus = dice(seed, 'antivirus');
  const channel = 'Microsoft-Windows-Windows Defender/Operational';
  for (const host of take(desks, 6, antivirus)) {
    const at = 8 * HOUR + antivirus(500) * MINUTE;
    const threat = { 'Threat Name': 'Trojan:Win32/Simulated.A', 'Error Code': '0x00000000' };
    windows(at, 'benign-cleaned', host, channel, 1116, threat);
    windows(at + 20_000, 'benign-cleaned', host, channel, 1117, threat);
  }
  for (const host of take(desks, 4, antivirus)) {
    const at = 8 * HOUR + antivirus(500) * MINUTE;
    const threat = { 'Threat Name': 'Trojan:Win32/Simulated.B', 'Error Code': '0x80508022' };
    windows(at, 'quarantine-failed', host, channel, 1116, threat);
    windows(at + 20_000, 'quarantine-failed', host, channel, 1118, threat);
  }

  // One record a day out of curiosity: here so that the card can say that it is missed.
  const curious = dice(seed, 'curious');
  for (const account of take(
    people.filter((each) => /nurse/.test(each.role)),
    5,
    curious,
  )) {
    const at = 10 * HOUR + curious(500) * MINUTE;
    write(at, 'fhir/injected.ndjson', 'one-curious-look', {
      resourceType: 'AuditEvent',
      id: `injected-${seed}-${serial++}`,
      action: 'R',
      recorded: stamp(at),
      agent: [{ altId: `${domain}\\${account.name}`, requestor: true, role: [{ text: account.role }] }],
      source: { observer: { display: 'epr' } },
      entity: [
        {
          what: { reference: `Patient/p-${900_000 + curious(9999)}` },
          detail: [{ type: 'ward', valueString: 'Ward 9' }],
        },
      ],
    });
  }
  return out.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}
