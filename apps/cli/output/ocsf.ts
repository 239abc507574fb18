/**
 * `--format ocsf`: one OCSF Detection Finding (class 2004) a line, after the OCSF schema 1.9.0 with its `host` profile.
 * What OCSF has no place for is kept under `unmapped`.
 */
import { type Attack, type Finding, type Level, tacticsFor, techniquesOf } from '@cordon/detection';
import type { KnownRules } from './known-rules.ts';
import { type ObservedFile, type ObservedProcess, observedIn } from './observed.ts';

const schemaVersion = '1.9.0';

const severity: Record<Level, { severity_id: number; severity: string }> = {
  informational: { severity_id: 1, severity: 'Informational' },
  low: { severity_id: 2, severity: 'Low' },
  medium: { severity_id: 3, severity: 'Medium' },
  high: { severity_id: 4, severity: 'High' },
  critical: { severity_id: 5, severity: 'Critical' },
};

/** The observable types of the schema that findings can hold. */
const observableTypes = {
  hostname: { type_id: 1, type: 'Hostname' },
  address: { type_id: 2, type: 'IP Address' },
  user: { type_id: 4, type: 'User Name' },
  hash: { type_id: 8, type: 'Hash' },
  process: { type_id: 9, type: 'Process Name' },
  commandLine: { type_id: 13, type: 'Command Line' },
  path: { type_id: 45, type: 'File Path' },
} as const;

export interface OcsfContext {
  attack: Attack;
  rule: KnownRules;
  /** When the scan runs, milliseconds since 1970: OCSF's `time` is when a finding was made, not when it happened. */
  now: number;
}

/** An object without the properties that are absent: OCSF has no null. */
function present<T extends Record<string, unknown>>(
  all: T,
): { [K in keyof T]?: Exclude<T[K], null | undefined> } {
  const some = Object.entries(all).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(some) as { [K in keyof T]?: Exclude<T[K], null | undefined> };
}

function attacksOf(tags: readonly string[], attack: Attack) {
  return techniquesOf(tags).flatMap((id) => {
    const [whole, part] = id.split('.');
    const technique = attack.technique(id);
    const parent = attack.technique(whole!);
    const named = {
      technique: { uid: parent.id, name: parent.name },
      ...(part !== undefined && { sub_technique: { uid: technique.id, name: technique.name } }),
      version: attack.version,
    };
    const tactics = tacticsFor(technique, tags, attack);
    if (tactics.length === 0) return [named];
    return tactics.map(({ id: uid, name }) => ({ tactic: { uid, name }, ...named }));
  });
}

const fileObject = (file: ObservedFile, hashes: Record<string, string> = {}) => ({
  name: file.name,
  path: file.path,
  type_id: 1,
  type: 'Regular File',
  ...(Object.keys(hashes).length > 0 && {
    hashes: Object.entries(hashes).map(([algorithm, value]) => ({
      algorithm_id: { MD5: 1, 'SHA-1': 2, 'SHA-256': 3 }[algorithm] ?? 99,
      algorithm,
      value,
    })),
  }),
});

/** OCSF knows a process by its id: without one, only its file and command line are told. */
const processObject = ({ pid, image, commandLine }: ObservedProcess, hashes: Record<string, string>) =>
  pid === null
    ? null
    : present({
        pid,
        name: image?.name,
        cmd_line: commandLine,
        file: image && fileObject(image, hashes),
      });

function observablesOf(finding: Finding, observed: ReturnType<typeof observedIn>) {
  const { process, file, hashes } = observed;
  const rows: readonly [keyof typeof observableTypes, name: string, value: string | null | undefined][] = [
    ['hostname', 'device.hostname', finding.host],
    ['user', 'actor.user.name', finding.account],
    ['address', 'evidences[].src_endpoint.ip', finding.source_address],
    ['address', 'evidences[].dst_endpoint.ip', finding.destination_address],
    ['process', 'evidences[].process.name', process?.image?.name],
    ['commandLine', 'evidences[].process.cmd_line', process?.commandLine],
    ['path', 'evidences[].process.file.path', process?.image?.path],
    ['path', 'evidences[].file.path', file?.path],
  ];
  const hash = 'evidences[].process.file.hashes[].value';
  return [
    ...rows.flatMap(([type, name, value]) =>
      value === null || value === undefined ? [] : [{ name, ...observableTypes[type], value }],
    ),
    ...Object.values(hashes).map((value) => ({ name: hash, ...observableTypes.hash, value })),
  ];
}

export function toOcsf(finding: Finding, { attack, rule, now }: OcsfContext) {
  const at = finding.time === null ? Number.NaN : Date.parse(finding.time);
  const happened = Number.isNaN(at) ? null : at;
  const observed = observedIn(finding);
  const device = finding.host === null ? null : { hostname: finding.host, type_id: 0, type: 'Unknown' };
  const user = finding.account === null ? null : { name: finding.account };
  const parent = observed.parent && processObject(observed.parent, {});
  const own = observed.process && processObject(observed.process, observed.hashes);
  const process = own && present({ ...own, parent_process: parent });
  const address = (ip: string | null, port: number | null) => (ip !== null ? present({ ip, port }) : null);
  const evidence = present({
    name: finding.format,
    uid: finding.record_id,
    device,
    actor: user && { user },
    process,
    file: observed.file && fileObject(observed.file),
    src_endpoint: address(finding.source_address, null),
    dst_endpoint: address(finding.destination_address, finding.destination_port),
  });
  const attacks = attacksOf(finding.tags, attack);
  const desc = rule(finding.rule_id)?.description ?? null;
  return present({
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    type_uid: 200_401,
    type_name: 'Detection Finding: Create',
    ...severity[finding.level],
    status_id: 1,
    status: 'New',
    time: now,
    start_time: happened,
    end_time: happened,
    message: finding.title,
    is_alert: true,
    metadata: present({
      version: schemaVersion,
      profiles: ['host'],
      uid: finding.id,
      product: { name: 'Cordon', vendor_name: 'Cordon project' },
      log_name: finding.file,
      log_provider: finding.format,
      original_time: finding.time,
    }),
    finding_info: present({
      uid: finding.id,
      title: finding.title,
      desc,
      created_time: now,
      first_seen_time: happened,
      last_seen_time: happened,
      analytic: present({
        uid: finding.rule_id,
        name: finding.title,
        desc,
        type_id: 1,
        type: 'Rule',
        category: 'Sigma',
      }),
      attacks: attacks.length > 0 ? attacks : null,
    }),
    device,
    actor: user && { user },
    // An evidence must say more than its name and id; the record itself is under `unmapped`.
    evidences: Object.keys(evidence).length > 2 ? [evidence] : null,
    observables: observablesOf(finding, observed),
    unmapped: {
      reason: finding.reason,
      tags: finding.tags,
      record_id: finding.record_id,
      record: finding.event,
    },
  });
}
