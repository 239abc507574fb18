/** Writes native records as lines, and gives them the numbers that only their final order can give. */
import type { Channel, Native, SyslogNative, WindowsNative } from './native.ts';

/** ISO 8601 UTC from milliseconds since 1970, with 3 or 6 fractional digits. */
export function isoTime(at: number, digits: 3 | 6): string {
  const whole = Math.floor(at);
  const text = new Date(whole).toISOString();
  if (digits === 3) return text;
  const micro = Math.min(999, Math.floor((at - whole) * 1000));
  return `${text.slice(0, -1)}${String(micro).padStart(3, '0')}Z`;
}

interface ChannelFacts {
  name: string;
  provider: string;
  guid: string;
  stream: string;
}

const channels: Record<Channel, ChannelFacts> = {
  security: {
    name: 'Security',
    provider: 'Microsoft-Windows-Security-Auditing',
    guid: '{54849625-5478-4994-a5ba-3e3b0328c30d}',
    stream: 'windows/security.ndjson',
  },
  sysmon: {
    name: 'Microsoft-Windows-Sysmon/Operational',
    provider: 'Microsoft-Windows-Sysmon',
    guid: '{5770385f-c22a-43e0-bf4c-06f5698ffbd9}',
    stream: 'windows/sysmon.ndjson',
  },
  system: {
    name: 'System',
    provider: 'Service Control Manager',
    guid: '{555908d1-a6d7-4695-8e1e-26931d2012f4}',
    stream: 'windows/system.ndjson',
  },
  powershell: {
    name: 'Microsoft-Windows-PowerShell/Operational',
    provider: 'Microsoft-Windows-PowerShell',
    guid: '{a0c1853b-5c40-4b15-8766-3cf1c58f985a}',
    stream: 'windows/powershell.ndjson',
  },
  defender: {
    name: 'Microsoft-Windows-Windows Defender/Operational',
    provider: 'Microsoft-Windows-Windows Defender',
    guid: '{11cd958a-c507-4ef3-b3f2-5fd9dfbd2c78}',
    stream: 'windows/defender.ndjson',
  },
  tasks: {
    name: 'Microsoft-Windows-TaskScheduler/Operational',
    provider: 'Microsoft-Windows-TaskScheduler',
    guid: '{de7b24ea-73c8-4a09-985d-5bdadcfa9017}',
    stream: 'windows/task-scheduler.ndjson',
  },
  application: {
    name: 'Application',
    provider: 'Backup Agent',
    guid: '',
    stream: 'windows/application.ndjson',
  },
};

/** Values that hold the time of the record itself: the writer fills them in once the time is known. */
const timeFields = ['UtcTime', 'CreationUtcTime', 'Detection Time'] as const;

interface Rendered {
  stream: string;
  line: string;
}

export interface Renderer {
  render(at: number, native: Native): Rendered;
}

/** Where a native record is written. */
function streamOf(native: Native): string {
  if (native.kind === 'windows') return channels[native.channel].stream;
  if (native.kind === 'zeek') return `zeek/${native.log}.log`;
  if (native.kind === 'suricata') return 'suricata/eve.json';
  if (native.kind === 'syslog') return `syslog/${native.stream}.log`;
  return 'fhir/audit-events.ndjson';
}

/** The name, provider and GUID of the channel as Windows writes them: what an EVTX needs besides the fields. */
export const channelOf = (native: WindowsNative): { channel: string; provider: string; guid: string } => {
  const facts = channels[native.channel];
  const own = native.provider === undefined || native.provider === facts.provider;
  return { channel: facts.name, provider: native.provider ?? facts.provider, guid: own ? facts.guid : '' };
};

/** Event data with its time-of-writing fields filled in, in the form each field uses. */
export function withTimes(at: number, data: Record<string, string>): Record<string, string> {
  const filled = { ...data };
  for (const field of timeFields) {
    if (filled[field] === '') {
      filled[field] =
        field === 'Detection Time' ? isoTime(at, 3) : isoTime(at, 3).replace('T', ' ').slice(0, -1);
    }
  }
  return filled;
}

function windowsLevel(native: WindowsNative): string {
  if (native.channel === 'security') return 'information';
  if (native.channel === 'defender' && native.id >= 1006 && native.id < 1150) return 'warning';
  if (native.channel === 'powershell') return 'verbose';
  return 'information';
}

/** Escapes as RFC 5424 §6.3.3 asks: backslash, quote and closing bracket inside a parameter's value. */
const parameter = (value: string | number): string =>
  String(value).replace(/[\\"\]]/g, (found) => `\\${found}`);

function syslogLine(at: number, native: SyslogNative): string {
  // 16 is facility local0; 32473 is the enterprise number that IANA keeps for examples.
  const priority = 16 * 8 + native.severity;
  const data = Object.entries(native.data)
    .map(([key, value]) => `${key}="${parameter(value)}"`)
    .join(' ');
  const id = native.stream === 'firewall' ? 'traffic@32473' : 'access@32473';
  return `<${priority}>1 ${isoTime(at, 3)} ${native.host} ${native.app} - ${native.messageId} [${id} ${data}] ${native.message}`;
}

export function createRenderer(): Renderer {
  const lastRecord = new Map<string, number>();
  const recordId = (native: WindowsNative): number => {
    const key = `${native.computer}|${native.channel}`;
    // A log does not begin with the recording: a stable offset makes numbers look lived-in and stay apart.
    const next =
      (lastRecord.get(key) ?? 10_000 + native.computer.length * 137 + native.channel.length * 1009) + 1;
    lastRecord.set(key, next);
    return next;
  };

  const windows = (at: number, native: WindowsNative): string => {
    const { channel, provider, guid } = channelOf(native);
    const failed = native.id === 4625 || native.id === 4771;
    const id = recordId(native);
    const time = isoTime(at, 3);
    return JSON.stringify({
      '@timestamp': time,
      event: {
        code: String(native.id),
        kind: 'event',
        provider,
        ...(native.channel === 'security' ? { outcome: failed ? 'failure' : 'success' } : {}),
      },
      log: { level: windowsLevel(native) },
      message: native.message,
      host: { name: native.computer },
      agent: { type: 'winlogbeat', version: '8.17.4' },
      ecs: { version: '8.0.0' },
      winlog: {
        api: 'wineventlog',
        channel,
        computer_name: native.computer,
        event_data: withTimes(at, native.data),
        event_id: String(native.id),
        ...(native.channel === 'security' ? { keywords: [failed ? 'Audit Failure' : 'Audit Success'] } : {}),
        opcode: 'Info',
        process: { pid: 740, thread: { id: 1200 + (id % 90) * 4 } },
        provider_name: provider,
        ...(guid ? { provider_guid: guid } : {}),
        record_id: String(id),
      },
    });
  };

  return {
    render(at, native) {
      const stream = streamOf(native);
      switch (native.kind) {
        case 'windows':
          return { stream, line: windows(at, native) };
        case 'zeek': {
          const time = isoTime(at, 6);
          return {
            stream,
            line: JSON.stringify({ _path: native.log, _write_ts: time, ts: time, ...native.fields }),
          };
        }
        case 'suricata':
          return {
            stream,
            line: JSON.stringify({ timestamp: `${isoTime(at, 6).slice(0, -1)}+0000`, ...native.fields }),
          };
        case 'syslog':
          return { stream, line: syslogLine(at, native) };
        case 'fhir':
          return { stream, line: JSON.stringify({ ...native.resource, recorded: isoTime(at, 3) }) };
      }
    },
  };
}
