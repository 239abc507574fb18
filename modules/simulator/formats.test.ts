import { expect, test } from 'vitest';
import type { Emitted } from './model.ts';
import { loadScenario } from './scenario.ts';
import { isPrivate } from './shapes/zeek.ts';
import { simulate } from './simulate.ts';
import { testHospital } from './test-hospital.ts';

const everything = async (): Promise<Emitted[]> => {
  const names = ['hse-2021', 'portal-no-mfa', 'insider-snooping'];
  const scenarios = await Promise.all(names.map((name) => loadScenario(name)));
  return scenarios.flatMap((scenario) => [
    ...simulate({ estate: testHospital(), scenario, seed: 5, rate: 4 }),
  ]);
};
const records = everything();

/** Whatever JSON.parse gives: these tests look into records of every shape. */
type Parsed = ReturnType<typeof JSON.parse>;

/** The records of some streams that break a rule: at most three, so that a failure can be read. */
async function offenders(
  start: string,
  keeps: (record: Parsed, each: Emitted) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  let seen = 0;
  for (const each of await records) {
    if (!each.stream.startsWith(start)) continue;
    seen++;
    const record = each.stream.startsWith('syslog') ? null : JSON.parse(each.line);
    if (!keeps(record, each) && found.push(each.line) === 3) break;
  }
  if (seen < 50) found.push(`only ${seen} records of ${start}`);
  return found;
}

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/;

test('no record holds a line break, which would split it in two', async () => {
  expect(await offenders('', (_record, { line }) => !/[\r\n]/.test(line))).toEqual([]);
});

test('Windows records have the shape Winlogbeat ships: channel, event id, computer, event data of text', async () => {
  const channel = /^(Security|System|Application|Microsoft-Windows-.+\/Operational)$/;
  const broken = await offenders('windows/', (record, { time }) => {
    const { winlog } = record;
    return (
      iso.test(record['@timestamp']) &&
      record['@timestamp'].slice(0, 23) === time.slice(0, 23) &&
      /^\d+$/.test(winlog.event_id) &&
      record.event.code === winlog.event_id &&
      /^[A-Z0-9-]+\.test\.example$/.test(winlog.computer_name) &&
      channel.test(winlog.channel) &&
      Object.values(winlog.event_data).every((value) => typeof value === 'string')
    );
  });
  expect(broken).toEqual([]);
});

test('Sysmon records carry the time twice, in their own form as well', async () => {
  const broken = await offenders(
    'windows/sysmon',
    (record) =>
      record.winlog.event_data.UtcTime === record['@timestamp'].replace('T', ' ').slice(0, -1) &&
      record.winlog.event_data.CreationUtcTime !== '',
  );
  expect(broken).toEqual([]);
});

test('process records name image, command line and parent, in Sysmon and in the Security log alike', async () => {
  const hashes = /^SHA1=[0-9A-F]{40},MD5=[0-9A-F]{32},SHA256=[0-9A-F]{64},IMPHASH=[0-9A-F]{32}$/;
  const file = /\\[^\\]+$/;
  const broken = await offenders('windows/', ({ winlog: { event_id, event_data: data } }) => {
    if (event_id === '1')
      return (
        file.test(data.Image) &&
        file.test(data.ParentImage) &&
        data.CommandLine !== '' &&
        hashes.test(data.Hashes)
      );
    if (event_id === '4688')
      return (
        file.test(data.NewProcessName) && data.CommandLine !== '' && /^0x[0-9a-f]+$/.test(data.NewProcessId)
      );
    return true;
  });
  expect(broken).toEqual([]);
});

test('Zeek records carry path, time, uid and the four addresses; conn adds up', async () => {
  const address = /^\d+\.\d+\.\d+\.\d+$/;
  const broken = await offenders('zeek/', (record, { stream }) => {
    if (
      `zeek/${record._path}.log` !== stream ||
      !iso.test(record.ts) ||
      !/^C[0-9A-Za-z]{17}$/.test(record.uid)
    )
      return false;
    if (!address.test(record['id.orig_h']) || !address.test(record['id.resp_h'])) return false;
    if (!(record['id.orig_p'] < 65536 && record['id.resp_p'] < 65536)) return false;
    return record._path !== 'conn' || (record.orig_ip_bytes >= record.orig_bytes && record.duration >= 0);
  });
  expect(broken).toEqual([]);
});

test('Suricata records are EVE: timestamp with offset, event type, a safe flow id, and alerts complete', async () => {
  const broken = await offenders('suricata/', (record) => {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+0000$/.test(record.timestamp)) return false;
    if (!Number.isSafeInteger(record.flow_id)) return false;
    const { alert } = record;
    return (
      record.event_type !== 'alert' ||
      (alert.action === 'allowed' && alert.signature_id > 0 && alert.severity > 0 && alert.signature !== '')
    );
  });
  expect(broken).toEqual([]);
});

test('syslog lines are RFC 5424 with structured data', async () => {
  const shape =
    /^<1[0-9]{2}>1 \S+Z \S+ \S+ - [A-Z]+ \[(traffic|access)@32473( [a-z]+="(\\.|[^"\\\]])*")+\] .+$/;
  expect(await offenders('syslog/', (_record, { line }) => shape.test(line))).toEqual([]);
});

test('FHIR records are R4 AuditEvents with who, what, when and an outcome', async () => {
  const broken = await offenders(
    'fhir/',
    (record) =>
      record.resourceType === 'AuditEvent' &&
      iso.test(record.recorded) &&
      'CRUDE'.includes(record.action) &&
      record.agent[0].who.identifier.value !== '' &&
      record.outcome === '0' &&
      record.entity.length > 0,
  );
  expect(broken).toEqual([]);
});

test('no address outside the hospital is anyone’s: only documentation ranges appear', async () => {
  const documentation = /^(192\.0\.2|198\.51\.100|203\.0\.113)\.|^127\.0\.0\.1$/;
  const field =
    /"(?:\w*[iI]p|src|dst|\w+_ip|id\.\w+_h|address|IpAddress|SourceIp|DestinationIp|QueryResults)":"(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)/g;
  const syslog = /\b(?:src|dst)="([^"]+)"/g;
  let addresses = 0;
  const broken = await offenders('', (_record, { stream, line }) =>
    [...line.matchAll(stream.startsWith('syslog') ? syslog : field)].every(([, ip]) => {
      addresses++;
      return isPrivate(ip!) || documentation.test(ip!);
    }),
  );
  expect(broken).toEqual([]);
  expect(addresses).toBeGreaterThan(10_000);
});
