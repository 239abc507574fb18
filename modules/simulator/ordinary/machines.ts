/** What machines do by themselves: tasks, tickets, services, antivirus, software deployment. */
import { burst } from '../burst.ts';
import type { Host, Who } from '../cast.ts';
import {
  fromHost,
  logoff,
  logon,
  ntlmValidated,
  privileges,
  serviceTicket,
  ticketGranting,
} from '../shapes/accounts.ts';
import { defender } from '../shapes/defender.ts';
import { programs } from '../shapes/programs.ts';
import { scriptBlock, serviceState, taskStarted } from '../shapes/services.ts';
import {
  imageLoaded,
  newSession,
  type Process,
  processAccess,
  processStart,
  running,
  type Session,
  startProcess,
  systemSession,
} from '../shapes/windows.ts';
import { conn, conversation, kerberos } from '../shapes/zeek.ts';
import { between } from './day.ts';
import type { Act, Life } from './life.ts';

const maintenanceTasks = [
  '\\Microsoft\\Windows\\UpdateOrchestrator\\Schedule Scan',
  '\\Microsoft\\Windows\\Windows Defender\\Windows Defender Scheduled Scan',
  '\\Microsoft\\Windows\\DiskCleanup\\SilentCleanup',
  '\\Microsoft\\Windows\\Time Synchronization\\SynchronizeTime',
  '\\Microsoft\\Office\\Office Automatic Updates 2.0',
  '\\Microsoft\\Configuration Manager\\Configuration Manager Health Evaluation',
] as const;

const anyAgent = (life: Life): Host =>
  life.random.chance(0.55) ? life.random.pick(life.cast.workstations) : life.random.pick(life.cast.servers);

export const systemProcess = (life: Life, host: Host, program: Process['program'], line: string): Process =>
  running(systemSession(host, life.cast.system), program, life.random, line);

const scheduledTask: Act = {
  name: 'scheduled task',
  weight: () => 8,
  run(life, at) {
    const host = anyAgent(life);
    const pen = burst(at, life.random);
    const schedule = systemProcess(
      life,
      host,
      programs.svchost,
      'C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s Schedule',
    );
    const runner = startProcess(
      systemSession(host, life.cast.system),
      programs.taskhostw,
      life.random,
      'taskhostw.exe',
    );
    pen.add(80, taskStarted(host, life.random.pick(maintenanceTasks), 'NT AUTHORITY\\SYSTEM', life.random));
    if (life.random.chance(0.5)) pen.add(50, processStart(runner, schedule));
    return pen;
  },
};

/** Computers and services renew tickets and log on to each other all day long. */
const serviceLogon: Act = {
  name: 'service log-on',
  weight: () => 15,
  run(life, at) {
    const { cast, random } = life;
    const pen = burst(at, random);
    const controller = life.controller();
    const client = random.pick(random.chance(0.5) ? cast.servers : cast.workstations);
    const server = random.pick(cast.servers);
    const who: Who = random.chance(0.45) ? random.pick(cast.services) : cast.machine(client);
    const from = fromHost(client, random);
    const talk = conversation(client, controller.ip, 88, random, from.port);
    const session: Session = { ...newSession(server, who, random), integrity: 'High' };
    if (random.chance(0.3)) {
      pen
        .add(6, ticketGranting(controller, cast, who, from))
        .add(
          4,
          kerberos(talk, 'AS', `${who.name}/${cast.dns.toUpperCase()}`, `krbtgt/${cast.dns.toUpperCase()}`),
        );
    }
    pen
      .add(6, serviceTicket(controller, cast, who, `${server.name}$`, from))
      .add(4, kerberos(talk, 'TGS', `${who.name}/${cast.dns.toUpperCase()}`, `host/${server.fqdn}`))
      .add(4, conn(talk, 'krb_tcp', { sent: 1700, received: 1690, duration: 0.004 }))
      .add(20, logon(session, 3, { ...from, port: random.int(49152, 65535) }));
    if (who.account) pen.add(3, privileges(session));
    pen.wait(1000 + random.gap(20_000)).add(5, logoff(session, 3));
    return pen;
  },
};

const oldApplication: Act = {
  name: 'NTLM application',
  weight: () => 2,
  run(life, at) {
    const { random } = life;
    const pen = burst(at, random);
    const device =
      life.cast.devices.length > 0 ? random.pick(life.cast.devices) : random.pick(life.cast.workstations);
    const who = random.pick(life.cast.services);
    const files = life.server('file', 'document', 'pacs');
    const talk = conversation(device, files.ip, 445, random);
    return pen
      .add(10, ntlmValidated(life.controller(), who.name, device.name))
      .add(
        10,
        logon(
          newSession(files, who, random),
          3,
          { ip: device.ip, port: talk.fromPort, name: device.name },
          true,
        ),
      )
      .add(10, conn(talk, 'ntlm,smb', { sent: random.int(9000, 80_000), received: 5000, duration: 3 }));
  },
};

const serviceTurn: Act = {
  name: 'service starts or stops',
  weight: () => 3,
  run(life, at) {
    const host = anyAgent(life);
    const service = life.random.pick([
      'Windows Update',
      'Software Protection',
      'Background Intelligent Transfer Service',
      'Windows Modules Installer',
      'WMI Performance Adapter',
    ]);
    const session = { ...systemSession(host, life.cast.system), integrity: 'System' as const };
    return burst(at, life.random)
      .add(5, logon(session, 5, null), privileges(session))
      .add(10, serviceState(host, service, 'running'))
      .wait(30_000 + life.random.gap(60_000))
      .add(10, serviceState(host, service, 'stopped'));
  },
};

/** Antivirus: definitions several times a day, a health report, a quick scan at midday. */
const antivirus: Act = {
  name: 'antivirus',
  weight: () => 4,
  run(life, at) {
    const host = anyAgent(life);
    const pen = burst(at, life.random);
    const version = {
      'Security intelligence Version': 'AV: 1.443.812.0, AS: 1.443.812.0, NIS: 1.443.812.0',
      'Engine Version': '1.1.26010.1',
    };
    const kind = life.random.int(0, 2);
    if (kind === 0) {
      return pen.add(
        10,
        defender(host, 2000, 'Microsoft Defender Antivirus security intelligence version updated.', {
          'Current security intelligence Version': '1.443.812.0',
          'Previous security intelligence Version': '1.443.790.0',
          'Update Source': 'Microsoft Update Server',
          'Security intelligence Type': 'AntiVirus',
          'Update Type': 'Delta',
          User: 'SYSTEM',
          Domain: 'NT AUTHORITY',
          SID: 'S-1-5-18',
        }),
      );
    }
    if (kind === 1)
      return pen.add(
        10,
        defender(host, 1150, 'Endpoint Protection client is up and running in a healthy state.', version),
      );
    const scan = {
      'Scan ID': `{${life.random.hex(8)}-0000-4000-8000-${life.random.hex(12)}}`,
      'Scan Type': 'Antimalware',
      'Scan Parameters': 'Quick Scan',
      Domain: 'NT AUTHORITY',
      User: 'SYSTEM',
      SID: 'S-1-5-18',
    };
    return pen
      .add(10, defender(host, 1000, 'Microsoft Defender Antivirus scan has started.', scan))
      .wait(90_000 + life.random.gap(60_000))
      .add(
        10,
        defender(host, 1001, 'Microsoft Defender Antivirus scan has finished.', {
          ...scan,
          'Scan Time Hours': '0',
          'Scan Time Minutes': '2',
          'Scan Time Seconds': '11',
        }),
      );
  },
};

const inventoryScript =
  "$os = Get-CimInstance -ClassName Win32_OperatingSystem\n$disk = Get-CimInstance -ClassName Win32_LogicalDisk -Filter 'DriveType=3'\n" +
  '[pscustomobject]@{ Name = $env:COMPUTERNAME; Version = $os.Version; FreeGb = [math]::Round(($disk | Measure-Object FreeSpace -Sum).Sum / 1GB) } | ConvertTo-Json';

/** Software deployment runs scripts with the execution policy bypassed, some of them encoded. */
const deployment: Act = {
  name: 'deployment script',
  weight: (at) => (between(at, 1, 5) ? 1.2 : 0.5),
  run(life, at) {
    const { random } = life;
    const host = anyAgent(life);
    const pen = burst(at, random);
    const agent = systemProcess(life, host, programs.ccmexec, 'C:\\Windows\\CCM\\CcmExec.exe');
    const session = systemSession(host, life.cast.system);
    const script = `C:\\Windows\\CCM\\SystemTemp\\${random.hex(8)}-${random.hex(4)}-${random.hex(4)}.ps1`;
    const encoded = Buffer.from(
      'Get-CimInstance -ClassName Win32_BIOS | Select-Object SerialNumber',
      'utf16le',
    ).toString('base64');
    const line = random.chance(0.85)
      ? `"${programs.powershell.image}" -NoLogo -Noninteractive -NoProfile -ExecutionPolicy Bypass "& '${script}'"`
      : `"${programs.powershell.image}" -NoProfile -EncodedCommand ${encoded}`;
    const powershell = startProcess(session, programs.powershell, random, line);
    const console = startProcess(
      session,
      programs.conhost,
      random,
      '\\??\\C:\\Windows\\system32\\conhost.exe 0xffffffff -ForceV1',
    );
    pen.add(120, processStart(powershell, agent), processStart(console, powershell));
    return pen.add(200, scriptBlock(host, inventoryScript, random, script));
  },
};

/** Health agents look at every process, the credential store among them, with rights that read no memory. */
const inspection: Act = {
  name: 'process inspection',
  weight: () => 2.5,
  run(life, at) {
    const { random } = life;
    const host = anyAgent(life);
    const agent = systemProcess(life, host, programs.msmpeng, `"${programs.msmpeng.image}"`);
    const provider = systemProcess(
      life,
      host,
      programs.wmiprvse,
      'C:\\Windows\\system32\\wbem\\wmiprvse.exe',
    );
    const store = systemProcess(life, host, programs.lsass, 'C:\\Windows\\system32\\lsass.exe');
    const trace = 'C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e';
    const pen = burst(at, random);
    if (random.chance(0.4))
      return pen.add(5, imageLoaded(provider, 'C:\\Windows\\System32\\wbem\\cimwin32.dll', true));
    return pen.add(5, processAccess(random.chance(0.5) ? agent : provider, store, '0x1000', trace));
  },
};

export const machineActs: readonly Act[] = [
  inspection,
  scheduledTask,
  serviceLogon,
  oldApplication,
  serviceTurn,
  antivirus,
  deployment,
];
