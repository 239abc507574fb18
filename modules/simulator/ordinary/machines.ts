/** What machines do by themselves, and what the people who look after them do: the noise that looks a little like an attack. */
import { type BurstBuilder, burst } from '../burst.ts';
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
import { conn, conversation, kerberos, rdp, rpc, smbMapping } from '../shapes/network.ts';
import { programs } from '../shapes/programs.ts';
import {
  defender,
  scriptBlock,
  serviceInstalled,
  serviceState,
  shareOpened,
  taskStarted,
} from '../shapes/services.ts';
import {
  newSession,
  type Process,
  processStart,
  running,
  type Session,
  startProcess,
  systemSession,
} from '../shapes/windows.ts';
import { between, isWeekend } from './day.ts';
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

const looks: readonly (readonly [keyof typeof programs, string])[] = [
  ['ipconfig', 'ipconfig  /all'],
  ['quser', 'quser'],
  ['gpupdate', 'gpupdate  /force'],
  ['tasklist', 'tasklist  /svc'],
  ['net', 'net  user'],
  ['whoami', 'whoami'],
  ['mmc', '"C:\\Windows\\system32\\mmc.exe" "C:\\Windows\\system32\\services.msc"'],
  ['sc', 'sc  query spooler'],
];

/** An administrator's own workstation or the jump host: where admin work starts. */
export function adminSeat(life: Life): Host {
  const seats = life.cast
    .running('privileged', 'jump', 'it department', 'it workstation')
    .filter((host) => host.windows);
  return life.random.pick(seats.length > 0 ? seats : life.cast.workstations);
}

function remoteDesktop(life: Life, who: Who, from: Host, to: Host, pen: BurstBuilder): Session {
  const { cast, random } = life;
  const controller = life.controller();
  const talk = conversation(from, to.ip, 3389, random);
  const session = newSession(to, who, random, true);
  pen
    .add(10, serviceTicket(controller, cast, who, `TERMSRV/${to.name}`, fromHost(from, random)))
    .add(20, rdp(talk, who.name))
    .add(30, logon(session, 10, { ip: from.ip, port: talk.fromPort, name: from.name }), privileges(session))
    .add(
      20,
      conn(talk, 'rdp,ssl', {
        sent: random.int(90_000, 900_000),
        received: random.int(900_000, 9_000_000),
        duration: 200 + random.gap(600),
      }),
    );
  return session;
}

/** An administrator looks after a server by remote desktop, with commands that intruders use as well. */
const administer: Act = {
  name: 'administer a server',
  weight: (at) => (isWeekend(at) ? 0.2 : between(at, 8, 18) ? 0.9 : 0.12),
  run(life, at) {
    const { random } = life;
    const pen = burst(at, random);
    const to = random.pick(life.cast.servers);
    const session = remoteDesktop(life, life.admin(), adminSeat(life), to, pen);
    const explorer = running(session, programs.explorer, random, 'C:\\Windows\\Explorer.EXE');
    const shell = startProcess(session, programs.cmd, random, '"C:\\Windows\\system32\\cmd.exe"');
    pen.wait(4000).add(100, processStart(shell, explorer));
    for (const [name, line] of random.sample(looks, random.int(1, 2))) {
      pen
        .wait(random.gap(20_000))
        .add(50, processStart(startProcess(session, programs[name], random, line), shell));
    }
    pen.wait(60_000 + random.gap(300_000)).add(10, logoff(session, 10));
    return pen;
  },
};

/** Now and then someone starts PsExec from the admin seat: a real tool, used for what it is for. */
const remoteCommand: Act = {
  name: 'remote command',
  weight: (at) => (!isWeekend(at) && between(at, 9, 17) ? 0.02 : 0),
  run(life, at) {
    const { cast, random } = life;
    const pen = burst(at, random);
    const from = adminSeat(life);
    const to = random.pick(cast.servers);
    const who = life.admin();
    const talk = conversation(from, to.ip, 445, random);
    const local = newSession(from, who, random, true);
    const remote: Session = { ...newSession(to, who, random), integrity: 'High' };
    const shell = running(local, programs.cmd, random, '"C:\\Windows\\system32\\cmd.exe"');
    const psexec = startProcess(
      local,
      programs.psexec,
      random,
      `PsExec64.exe  -accepteula \\\\${to.name} gpupdate /force`,
    );
    const services = systemProcess(life, to, programs.services, 'C:\\Windows\\system32\\services.exe');
    const service = startProcess(
      systemSession(to, cast.system),
      programs.psexesvc,
      random,
      'C:\\Windows\\PSEXESVC.exe',
    );
    const update = startProcess(
      { ...remote, integrity: 'High' },
      programs.gpupdate,
      random,
      '"gpupdate" /force',
    );
    return pen
      .add(
        80,
        processStart(psexec, shell),
        smbMapping(talk, `\\\\${to.name}\\ADMIN$`, 'DISK'),
        rpc(talk, 'svcctl', 'CreateServiceW', '\\pipe\\ntsvcs'),
      )
      .add(40, logon(remote, 3, { ip: from.ip, port: talk.fromPort, name: from.name }), privileges(remote))
      .add(40, shareOpened(remote, 'ADMIN$', { ip: from.ip, port: talk.fromPort }))
      .add(40, serviceInstalled(remote, 'PSEXESVC', '%SystemRoot%\\PSEXESVC.exe'))
      .add(40, processStart(service, services), processStart(update, service))
      .wait(3000)
      .add(
        10,
        serviceState(to, 'PSEXESVC', 'stopped'),
        conn(talk, 'gssapi,smb,dce_rpc', { sent: 410_000, received: 9000, duration: 6 }),
      );
  },
};

export const machineActs: readonly Act[] = [
  scheduledTask,
  serviceLogon,
  oldApplication,
  serviceTurn,
  antivirus,
  deployment,
  administer,
  remoteCommand,
];
