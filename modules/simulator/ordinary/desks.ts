/** Who sits where: finding someone at work, and the log-on that seats them. */
import type { BurstBuilder } from '../burst.ts';
import type { Host, Person } from '../cast.ts';
import { fromHost, logoff, logon, serviceTicket, ticketGranting } from '../shapes/accounts.ts';
import { programs } from '../shapes/programs.ts';
import { newSession, processStart, running, startProcess } from '../shapes/windows.ts';
import { conn, conversation, kerberos, smbMapping } from '../shapes/zeek.ts';
import { onShift } from './day.ts';
import type { Desk, Life } from './life.ts';

export function someoneAtWork(
  life: Life,
  at: number,
  from: readonly Person[] = life.cast.people,
): Person | null {
  for (let tries = 0; tries < 12; tries++) {
    const person = life.random.pick(from);
    if (onShift(person, at)) return person;
  }
  return null;
}

/**
 * Who is at the desk where this person would act, logged on with everything that writes. Ward machines are
 * shared: mostly whoever is already there does the work, so the act belongs to `desk.person`.
 */
export function deskOf(life: Life, person: Person, pen: BurstBuilder): Desk {
  const host = person.host ?? life.random.pick(life.cast.workstations);
  const seated = life.desks.get(host.name);
  if (seated && (seated.person === person || (onShift(seated.person, pen.at) && life.random.chance(0.9)))) {
    return seated;
  }
  if (seated) pen.add(40, logoff(seated.session, 2));
  return logOn(life, host, person, pen);
}

function logOn(life: Life, host: Host, person: Person, pen: BurstBuilder): Desk {
  const { cast, random } = life;
  const controller = life.controller();
  const files = life.server('file');
  const session = newSession(host, person, random);
  const winlogon = running(
    { ...session, who: cast.system, integrity: 'System' },
    programs.winlogon,
    random,
    'winlogon.exe',
  );
  const userinit = startProcess(session, programs.userinit, random, 'C:\\Windows\\system32\\userinit.exe');
  const explorer = startProcess(session, programs.explorer, random, 'C:\\Windows\\Explorer.EXE');
  const ticket = conversation(host, controller.ip, 88, random);
  const netlogon = conversation(host, controller.ip, 445, random);
  const from = fromHost(host, random);
  const onController = { ...newSession(controller, person, random), integrity: 'Medium' as const };
  pen
    .add(15, ticketGranting(controller, cast, person, { ...from, port: ticket.fromPort }))
    .add(
      8,
      kerberos(ticket, 'AS', `${person.name}/${cast.dns.toUpperCase()}`, `krbtgt/${cast.dns.toUpperCase()}`),
    )
    .add(8, conn(ticket, 'krb_tcp', { sent: 1870, received: 1720, duration: 0.01 }))
    .add(15, serviceTicket(controller, cast, person, `${host.name}$`, from))
    .add(60, logon(session, host.asset.kind === 'laptop' ? 11 : 2, null))
    .add(120, processStart(userinit, winlogon), processStart(explorer, userinit))
    .add(30, serviceTicket(controller, cast, person, `cifs/${controller.name}`, from))
    .add(10, logon(onController, 3, { ...from, port: netlogon.fromPort }))
    .add(10, smbMapping(netlogon, `\\\\${cast.dns}\\netlogon`, 'DISK'))
    .add(10, conn(netlogon, 'gssapi,smb', { sent: 6200, received: 15100, duration: 1.4 }));
  if (random.chance(0.5)) {
    const policy = running(
      { ...session, who: cast.system, integrity: 'System' },
      programs.svchost,
      random,
      'C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s gpsvc',
    );
    const scripts = startProcess(session, programs.gpscript, random, 'gpscript.exe /Logon');
    const script = startProcess(
      session,
      programs.cmd,
      random,
      `C:\\Windows\\system32\\cmd.exe /c "\\\\${cast.dns}\\netlogon\\logon.cmd"`,
    );
    const map = startProcess(
      session,
      programs.net,
      random,
      `net  use H: \\\\${files.name}\\home\\${person.name} /persistent:no`,
    );
    const share = conversation(host, files.ip, 445, random);
    pen
      .add(150, processStart(scripts, policy), processStart(script, scripts), processStart(map, script))
      .add(20, serviceTicket(controller, cast, person, `cifs/${files.name}`, from))
      .add(
        20,
        smbMapping(share, `\\\\${files.name}\\home`, 'DISK'),
        conn(share, 'gssapi,smb', { sent: 9100, received: 41200, duration: 30 }),
      );
  }
  const desk = { person, session, explorer };
  life.desks.set(host.name, desk);
  return desk;
}
