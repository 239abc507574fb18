/** An intrusion in that hospital: findings, one critical incident, a smaller one, and what they reach. */
import type { Hop, Reach } from '@cordon/containment';
import type { Level } from '@cordon/detection';
import { createEstate } from '@cordon/estate';
import { shownReach } from '@cordon/incidents';
import { FindingDetail, IncidentDetail, Situation } from '@cordon/server/api';
import { estate } from './estate-fixture.ts';
import { movedModel } from './models-fixture.ts';

export type StoredFinding = ReturnType<typeof FindingDetail.parse>;
export type StoredIncident = ReturnType<typeof IncidentDetail.parse>;
export type StoredSituation = ReturnType<typeof Situation.parse>;

/** 14:00 in British Summer Time, so that a page that forgets the zone shows the wrong hour. */
const start = Date.parse('2026-05-18T13:00:00.000Z');
export const minutes = (after: number) => new Date(start + after * 60_000).toISOString();

interface RuleFixture {
  id: string;
  title: string;
  level: Level;
  tags: string[];
  field: string;
  test: string;
  wanted: string;
  found: string;
}

const rules: RuleFixture[] = [
  {
    id: 'c0rd0001-0000-4000-8000-000000000001',
    title: 'Office program starts an encoded PowerShell',
    level: 'high',
    tags: ['attack.execution', 'attack.t1059.001'],
    field: 'CommandLine',
    test: 'contains',
    wanted: ' -enc ',
    found: 'powershell.exe -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA',
  },
  {
    id: 'c0rd0001-0000-4000-8000-000000000002',
    title: 'Named pipe as used by Cobalt Strike',
    level: 'critical',
    tags: ['attack.command-and-control', 'attack.t1071'],
    field: 'PipeName',
    test: 'startswith',
    wanted: '\\MSSE-',
    found: '\\MSSE-4471-server',
  },
  {
    id: 'c0rd0001-0000-4000-8000-000000000003',
    title: 'Memory of the sign-in process read',
    level: 'critical',
    tags: ['attack.credential-access', 'attack.t1003.001'],
    field: 'TargetImage',
    test: 'endswith',
    wanted: '\\lsass.exe',
    found: 'C:\\Windows\\System32\\lsass.exe',
  },
  {
    id: 'c0rd0001-0000-4000-8000-000000000004',
    title: 'Remote service created on another host',
    level: 'high',
    tags: ['attack.lateral-movement', 'attack.t1021.002'],
    field: 'ServiceFileName',
    test: 'contains',
    wanted: '\\ADMIN$\\',
    found: '\\\\SAH-SRV-004\\ADMIN$\\a8c1f22.exe',
  },
  {
    id: 'c0rd0001-0000-4000-8000-000000000005',
    title: 'Antivirus detected a tool and did not remove it',
    level: 'medium',
    tags: ['attack.defense-evasion', 'attack.t1562.001'],
    field: 'ActionName',
    test: 'equals',
    wanted: 'No Action',
    found: 'No Action',
  },
  {
    id: 'c0rd0001-0000-4000-8000-000000000006',
    title: 'Many failed sign-ins from one address',
    level: 'low',
    tags: ['attack.credential-access', 'attack.t1110'],
    field: 'EventID',
    test: 'equals',
    wanted: '4625',
    found: '4625',
  },
  {
    id: 'c0rd0001-0000-4000-8000-000000000007',
    title: 'New device seen on a ward network',
    level: 'informational',
    tags: ['attack.initial-access'],
    field: 'id.orig_h',
    test: 'cidr',
    wanted: '10.20.24.0/21',
    found: '10.20.27.114',
  },
  {
    id: 'c0rd0001-0000-4000-8000-000000000008',
    title: 'Shadow copies deleted',
    level: 'critical',
    tags: ['attack.impact', 'attack.t1490'],
    field: 'CommandLine',
    test: 'contains',
    wanted: 'delete shadows',
    found: 'vssadmin.exe Delete Shadows /all /quiet',
  },
];

const attack: [after: number, rule: number, asset: string, account: string][] = [
  [6, 0, 'sah-pc-014', 'STALDHELMS\\pashdown'],
  [7, 1, 'sah-pc-014', 'STALDHELMS\\pashdown'],
  [21, 4, 'sah-pc-014', 'STALDHELMS\\pashdown'],
  [34, 2, 'sah-pc-014', 'NT AUTHORITY\\SYSTEM'],
  [58, 3, 'sah-srv-004', 'STALDHELMS\\adm-kerr'],
  [61, 4, 'sah-srv-004', 'STALDHELMS\\adm-kerr'],
  [74, 3, 'sah-dc-01', 'STALDHELMS\\adm-kerr'],
  [79, 2, 'sah-dc-01', 'NT AUTHORITY\\SYSTEM'],
  [103, 3, 'sah-app-001', 'STALDHELMS\\svc-backup'],
  [118, 4, 'sah-bkp-001', 'STALDHELMS\\svc-backup'],
  [131, 7, 'sah-bkp-001', 'STALDHELMS\\svc-backup'],
];

/** Names that an attacker chose, to prove that the page shows them and never obeys them. */
export const hostile = {
  host: '<img src=x onerror=alert(1)>',
  account: '"><script>window.pwned=1</script>',
  title: 'Rule title with <b onmouseover=alert(2)>markup</b> and a‮txt.exe',
};

export const mainIncident = 'inc-2026-05-18-1';

function finding(
  index: number,
  after: number,
  ruleIndex: number,
  host: string,
  account: string,
  incident: string | null,
): StoredFinding {
  const rule = rules[ruleIndex]!;
  const asset = estate.assets.find((candidate) => candidate.id === host) ?? null;
  return FindingDetail.parse({
    id: `f-${String(index).padStart(5, '0')}`,
    rule_id: rule.id,
    title: rule.title,
    level: rule.level,
    tags: rule.tags,
    time: minutes(after),
    host: asset ? asset.hostname.toLowerCase() : host,
    account,
    source_address: asset?.addresses[0] ?? null,
    destination_address: ruleIndex === 1 ? '203.0.113.77' : null,
    destination_port: ruleIndex === 1 ? 443 : null,
    file: `replay/${asset?.zone ?? 'unknown'}/security.evtx`,
    record_id: String(400_000 + index),
    reason: [
      { selection: 'selection', field: rule.field, test: rule.test, wanted: rule.wanted, found: rule.found },
      { selection: 'source', field: 'Channel', test: 'equals', wanted: 'Security', found: 'Security' },
    ],
    format: 'evtx',
    source: 'windows|Security|4688',
    event: {
      System: {
        EventID: 4688,
        Computer: asset?.hostname ?? host,
        Channel: 'Security',
        TimeCreated: minutes(after),
      },
      EventData: {
        [rule.field]: rule.found,
        SubjectUserName: account,
        LogonId: '0x3e7',
        ProcessId: '0x1410',
      },
    },
    incident,
    feedback: null,
    model: null,
    asset,
    services: asset?.system
      ? estate.dependencies
          .filter((link) => link.to === asset.system)
          .flatMap((link) => {
            const service = estate.services.find(({ id }) => id === link.from);
            return service ? [{ id: service.id, name: service.name, strength: link.strength }] : [];
          })
      : [],
    rule: {
      id: rule.id,
      title: rule.title,
      description: 'Looks for a record that ordinary work on this estate does not produce.',
      author: 'Cordon rule pack',
      falsepositives: ['Administrators running the same command by hand', 'Software packaging'],
      references: ['https://attack.mitre.org/techniques/T1059/001/'],
      source: `title: ${rule.title}\nid: ${rule.id}\nstatus: test\nlogsource:\n  product: windows\n  category: process_creation\ndetection:\n  selection:\n    ${rule.field}|${rule.test}: '${rule.wanted}'\n  condition: selection\nlevel: ${rule.level}\n`,
    },
  });
}

/** What a model said, judged by somebody; beside the story, and not counted in it. */
export const modelFinding = (): StoredFinding =>
  FindingDetail.parse({
    ...finding(901, 88, 5, 'sah-pc-014', 'STALDHELMS\\pashdown', mainIncident),
    rule_id: movedModel.rule_id,
    title: movedModel.title,
    reason: [
      {
        selection: movedModel.id,
        field: null,
        test: movedModel.measure,
        wanted: '14 or more',
        found: '16.25',
      },
      {
        selection: movedModel.id,
        field: 'IpAddress',
        test: 'bits of surprise',
        wanted: 'usual: under 6 bits',
        found: 'edge zone, gateway (16.3 bits)',
      },
      {
        selection: movedModel.id,
        field: null,
        test: 'seen by everyone',
        wanted: 'usual: ',
        found: '0 of 900',
      },
    ],
    feedback: {
      useful: false,
      because: 'The locum signs in from home.',
      by: 'Night shift',
      at: '2026-05-18T11:00:00.000Z',
    },
    model: movedModel,
  });

/** The attack's own findings, then `noise` ordinary ones spread over the same four hours. */
export function makeFindings(noise: number): StoredFinding[] {
  const findings = attack.map(([after, rule, host, account], index) =>
    finding(index + 1, after, rule, host, account, mainIncident),
  );
  const workstations = estate.assets.filter((asset) => asset.kind === 'workstation');
  for (let index = 0; index < noise; index++) {
    const after = -100 + ((index * 37) % 2400) / 10;
    const host = workstations[(index * 11) % workstations.length]!.id;
    findings.push(
      finding(
        1000 + index,
        after,
        index % 5 === 0 ? 4 : index % 3 === 0 ? 5 : 6,
        host,
        'STALDHELMS\\ward.user',
        null,
      ),
    );
  }
  const odd = finding(900, 90, 0, hostile.host, hostile.account, null);
  findings.push({
    ...odd,
    title: hostile.title,
    event: { Computer: hostile.host, CommandLine: `<script>window.pwned=1</script>` },
  });
  return findings.sort((a, b) => (b.time ?? '').localeCompare(a.time ?? '') || b.id.localeCompare(a.id));
}

const compromised = ['sah-pc-014', 'sah-srv-004', 'sah-dc-01', 'sah-app-001', 'sah-bkp-001'];

/** Shortest example paths by breadth, zone to zone, which is all that these flows name. */
function spread(): Reach {
  const byId = new Map(estate.assets.map((asset) => [asset.id, asset]));
  const paths = new Map<string, Hop[]>(compromised.map((id) => [id, []]));
  let edge = [...compromised];
  const entered = new Set<string>();
  while (edge.length > 0) {
    const next: string[] = [];
    for (const from of edge) {
      const zone = byId.get(from)!.zone;
      for (const flow of estate.flows.filter(
        (candidate) => candidate.from === zone && !entered.has(candidate.id),
      )) {
        entered.add(flow.id);
        for (const asset of estate.assets.filter(
          (candidate) => candidate.zone === flow.to && !paths.has(candidate.id),
        )) {
          paths.set(asset.id, [
            ...paths.get(from)!,
            { from, to: asset.id, flow: flow.id, port: flow.ports[0] ?? 'any' },
          ]);
          next.push(asset.id);
        }
      }
    }
    edge = next;
  }
  const assets = [...paths].map(([asset, path]) => ({ asset, steps: path.length, path }));
  const services = estate.services.flatMap((service) => {
    const links = estate.dependencies.filter((link) => link.from === service.id);
    const ways = links.flatMap((link) =>
      assets
        .filter(({ asset }) => byId.get(asset)?.system === link.to)
        .map((reached) => ({ ...reached, link })),
    );
    const best = ways.sort(
      (a, b) =>
        a.steps - b.steps || Number(a.link.strength === 'degrades') - Number(b.link.strength === 'degrades'),
    )[0];
    if (!best) return [];
    return [
      {
        service: service.id,
        name: service.name,
        urgency: service.urgency,
        state: best.steps === 0 ? ('hit' as const) : ('reachable' as const),
        strength: best.link.strength,
        steps: best.steps,
        via_asset: best.asset,
        path: best.path,
        dependency: [best.link.to, service.id],
      },
    ];
  });
  services.sort(
    (a, b) =>
      Number(a.state !== 'hit') - Number(b.state !== 'hit') || a.urgency - b.urgency || a.steps - b.steps,
  );
  return { compromised, unknown: [], assets, services };
}

function entity(
  id: string,
  standing: 'compromised' | 'suspected' | 'touched',
  first: number,
  last: number,
  findings: number,
) {
  const asset = estate.assets.find((candidate) => candidate.id === id);
  return {
    kind: asset ? ('asset' as const) : id.includes('.') ? ('address' as const) : ('account' as const),
    id,
    name: asset?.hostname ?? id,
    zone: asset?.zone ?? null,
    first_seen: minutes(first),
    last_seen: minutes(last),
    findings,
    standing,
    risk: standing === 'compromised' ? 52 : 14,
  };
}

const tacticOf = (ruleIndex: number) => rules[ruleIndex]!.tags[0]!.replace('attack.', '');

export function makeIncidents(): StoredIncident[] {
  const reach = spread();
  const entities = [
    entity('sah-pc-014', 'compromised', 6, 34, 4),
    entity('sah-srv-004', 'compromised', 58, 61, 2),
    entity('sah-dc-01', 'compromised', 74, 79, 2),
    entity('sah-app-001', 'compromised', 103, 103, 1),
    entity('sah-bkp-001', 'compromised', 118, 131, 2),
    entity('sah-srv-007', 'suspected', 84, 88, 1),
    entity('path-srv-001', 'suspected', 96, 99, 1),
    entity('sah-pc-022', 'touched', 40, 41, 1),
    entity('STALDHELMS\\adm-kerr', 'compromised', 34, 79, 4),
    entity('STALDHELMS\\svc-backup', 'compromised', 103, 131, 3),
    entity('STALDHELMS\\pashdown', 'suspected', 6, 21, 3),
    entity('203.0.113.77', 'suspected', 7, 130, 1),
  ];
  const main = IncidentDetail.parse({
    id: mainIncident,
    title: 'Cobalt Strike on corporate desktops, spreading through the domain',
    level: 'critical',
    status: 'open',
    first_event: minutes(6),
    raised: minutes(7),
    last_event: minutes(131),
    raised_because:
      'A critical finding (a Cobalt Strike named pipe) on SAH-PC-014 one minute after an encoded PowerShell from the same account.',
    summary:
      'An attachment opened on SAH-PC-014 at 14:06 started Cobalt Strike. Credentials of a server administrator were taken at 14:34 and used to reach a domain controller at 15:14. Five systems are compromised, among them the main domain controller and a backup server whose shadow copies were deleted. Nobody can rely on sign-in to the patient record; pathology and imaging can be reached in one step.',
    tactics: [
      'execution',
      'command-and-control',
      'defense-evasion',
      'credential-access',
      'lateral-movement',
      'impact',
    ],
    entities,
    timeline: attack.map(([after, rule, host, account], index) => ({
      time: minutes(after),
      tactic: tacticOf(rule),
      level: rules[rule]!.level,
      text: rules[rule]!.title,
      host: estate.assets.find((asset) => asset.id === host)?.hostname ?? host,
      account,
      findings: [`f-${String(index + 1).padStart(5, '0')}`],
    })),
    services: reach.services,
    actions: [
      {
        text: 'Cut SAH-PC-014 and SAH-SRV-004 off the network, leaving them powered on',
        why: 'Both talk to 203.0.113.77 now. Memory is evidence.',
        cost: [],
      },
      {
        text: 'Disable the account adm-kerr and reset its sessions',
        why: 'It was used on three servers within 20 minutes of its credentials being taken.',
        cost: [],
      },
      {
        text: 'Close SMB and WinRM from core servers to clinical applications',
        why: 'It is the next step towards the patient record, and has not been taken yet.',
        cost: ['outpatients', 'pharmacy'],
      },
      {
        text: 'Take the backup network off the domain before anything else is tried',
        why: 'Shadow copies on SAH-BKP-001 were deleted at 16:11.',
        cost: [],
      },
    ],
    finding_count: attack.length,
    reach: shownReach(reach, { entities }, createEstate(estate)),
  });
  const small = IncidentDetail.parse({
    ...main,
    id: 'inc-2026-05-18-2',
    title: 'Password guessing against the remote-access portal',
    level: 'medium',
    first_event: minutes(-60),
    raised: minutes(-42),
    last_event: minutes(110),
    raised_because: 'Failed sign-ins for 41 accounts from one address within ten minutes.',
    summary:
      'One address tried 41 accounts on the portal. None succeeded so far. No system is known to be compromised.',
    tactics: ['credential-access'],
    entities: [
      entity('198.51.100.9', 'suspected', -60, 110, 12),
      entity('sah-gw-001', 'touched', -60, 110, 12),
    ],
    timeline: [
      {
        time: minutes(-60),
        tactic: 'credential-access',
        level: 'medium',
        text: 'Many failed sign-ins from one address',
        host: 'SAH-GW-001',
        account: null,
        findings: [],
      },
    ],
    services: [],
    actions: [
      { text: 'Block 198.51.100.9 at the perimeter', why: 'It has no business with the trust.', cost: [] },
    ],
    finding_count: 12,
    reach: { compromised: [], assets: [], zones: [], services: [], unknown: [] },
  });
  const closed = IncidentDetail.parse({
    ...small,
    id: 'inc-2026-05-17-1',
    title: 'Unapproved remote-control tool on a laptop',
    status: 'closed',
    level: 'low',
    first_event: minutes(-1700),
    raised: minutes(-1690),
    last_event: minutes(-1500),
  });
  return [main, small, closed];
}

export function makeSituation(findings: StoredFinding[], incidents: StoredIncident[]): StoredSituation {
  const tally = (items: StoredFinding[]) => {
    const counts: Record<Level, number> = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
    for (const item of items) counts[item.level]++;
    return counts;
  };
  const open = incidents.filter((incident) => incident.status === 'open');
  const atRisk = new Map(
    open.flatMap((incident) =>
      incident.services.map((service) => [service.service, { service, incident: incident.id }]),
    ),
  );
  return Situation.parse({
    organisation: { name: estate.organisations[0]!.name, ods_code: 'RZ9' },
    demonstration: {
      scenario: 'Ransomware chain, as in 2021',
      clock: minutes(140),
      progress: 0.43,
      speed: 600,
      finished: false,
    },
    behind: null,
    now: minutes(140),
    open_incidents: open.map(({ timeline: _timeline, reach: _reach, ...incident }) => incident),
    watched: [
      {
        kind: 'account',
        id: 'svc-backup',
        name: 'RZ9\\svc-backup',
        zone: null,
        risk: 29,
        last_seen: minutes(126),
        signals: [
          {
            title: 'Service Created on Another Host Over the Network',
            level: 'medium',
            at: minutes(126),
            weight: 12,
          },
          {
            title: 'Service Ticket Issued With RC4 to a Person',
            level: 'medium',
            at: minutes(80),
            weight: 11,
          },
          { title: 'Administrative Share of Another Host Opened', level: 'low', at: minutes(60), weight: 3 },
        ],
        incident: null,
      },
    ],
    findings_by_level: tally(findings),
    trend: Array.from({ length: 48 }, (_, index) => {
      const from = minutes(-100 + index * 5);
      const to = minutes(-100 + index * 5 + 5);
      return {
        time: from,
        counts: tally(findings.filter(({ time }) => time !== null && time >= from && time < to)),
      };
    }),
    services: estate.services.map((service) => {
      const risk = atRisk.get(service.id);
      const mapped = estate.dependencies.some((link) => link.from === service.id);
      return {
        id: service.id,
        name: service.name,
        urgency: service.urgency,
        state: risk ? risk.service.state : mapped ? 'clear' : 'unknown',
        incident: risk?.incident ?? null,
        steps: risk?.service.steps ?? null,
      };
    }),
    sources: [
      {
        key: 'windows|Security|4688',
        format: 'evtx',
        events: 412_806,
        last_event: minutes(140),
        unreadable: 0,
      },
      { key: 'windows|Sysmon|1', format: 'evtx', events: 388_114, last_event: minutes(140), unreadable: 3 },
      { key: 'zeek|conn', format: 'zeek', events: 1_204_551, last_event: minutes(139), unreadable: 0 },
      { key: 'suricata|alert', format: 'suricata', events: 918, last_event: minutes(133), unreadable: 0 },
      {
        key: 'fhir|audit',
        format: 'fhir-auditevent',
        events: 61_340,
        last_event: minutes(138),
        unreadable: 0,
      },
      { key: 'linux|sshd', format: 'syslog', events: 7_204, last_event: minutes(-20), unreadable: 12 },
    ],
    events: 2_074_933,
    rules: { loaded: 46, refused: 0 },
  });
}
