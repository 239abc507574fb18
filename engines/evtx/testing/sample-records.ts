/** Records as a hospital's Windows hosts write them, for tests that need some. */
import type { EvtxWriteRecord } from '../write.ts';

export function sysmonProcess(n: number, extra: Partial<EvtxWriteRecord> = {}): EvtxWriteRecord {
  return {
    provider: { name: 'Microsoft-Windows-Sysmon', guid: '5770385F-C22A-43E0-BF4C-06F5698FFBD9' },
    eventId: 1,
    version: 5,
    task: 1,
    timeCreated: `2026-03-02T03:04:05.${String(1_000_000 + n).slice(-7)}Z`,
    channel: 'Microsoft-Windows-Sysmon/Operational',
    computer: 'PATH-WS-01.st-aldhelms.example',
    processId: 2860,
    threadId: 3412,
    userId: 'S-1-5-18',
    eventData: {
      RuleName: '-',
      ProcessGuid: { type: 'guid', value: '0197231E-005A-6928-A50B-000000000D00' },
      ProcessId: 4460 + n,
      Image: 'C:\\Windows\\System32\\cmd.exe',
      CommandLine: `cmd.exe /c echo ${n}`,
      LogonId: { type: 'hex64', value: 0x3e7 },
      'Threat Name': 'none',
    },
    ...extra,
  };
}

export const sysmonProcesses = (count: number): EvtxWriteRecord[] =>
  Array.from({ length: count }, (_, n) => sysmonProcess(n));
