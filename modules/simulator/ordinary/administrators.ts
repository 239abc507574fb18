/** What administrators do: the noise that looks a little like an attack. */
import { type BurstBuilder, burst } from '../burst.ts';
import type { Host, Who } from '../cast.ts';
import { fromHost, logoff, logon, privileges, serviceTicket } from '../shapes/accounts.ts';
import { programs } from '../shapes/programs.ts';
import { serviceInstalled, serviceState, shareOpened } from '../shapes/services.ts';
import {
  newSession,
  processStart,
  running,
  type Session,
  startProcess,
  systemSession,
} from '../shapes/windows.ts';
import { conn, conversation, rdp, rpc, smbMapping } from '../shapes/zeek.ts';
import { between, isWeekend } from './day.ts';
import type { Act, Life } from './life.ts';
import { systemProcess } from './machines.ts';

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
function adminSeat(life: Life): Host {
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

export const administratorActs: readonly Act[] = [administer, remoteCommand];
