/** Taking credentials: from the memory of a host, from tickets, from the directory itself. */
import { z } from 'zod';
import type { Burst } from '../burst.ts';
import { fromHost, logon, privileges, serviceTicket } from '../shapes/accounts.ts';
import { programs } from '../shapes/programs.ts';
import { directoryAccess, serviceState } from '../shapes/services.ts';
import { fileCreated, imageLoaded, processAccess, running } from '../shapes/windows.ts';
import { conn, conversation, kerberos, rpc } from '../shapes/zeek.ts';
import { adminSession, behaviour, implantOn, Part, penOf, spawn, systemOn, type } from './stage.ts';

export const credentialDump = behaviour({
  params: z.strictObject({ on: Part, method: z.enum(['comsvcs', 'mimikatz']) }),
  parts: (p) => [p.on],
  *run(stage, { on, method }): Generator<Burst, void, undefined> {
    for (const player of stage.players(on)) {
      const { random } = stage;
      const implant = implantOn(stage, player);
      const system = systemOn(stage, player.host);
      const lsass = running(system, programs.lsass, random, 'C:\\Windows\\system32\\lsass.exe');
      const pen = penOf(stage);
      if (method === 'comsvcs') {
        const line = `rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump ${lsass.pid} C:\\Windows\\Temp\\lsass.dmp full`;
        const shell = spawn(stage, pen, implant, programs.cmd, `${programs.cmd.image} /C ${line}`, system);
        const dump = spawn(stage, pen, shell, programs.rundll32, line);
        pen
          .add(60, imageLoaded(dump, 'C:\\Windows\\System32\\comsvcs.dll', true))
          .add(
            60,
            processAccess(
              dump,
              lsass,
              '0x1fffff',
              'C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\dbgcore.DLL+6ce3|C:\\Windows\\System32\\comsvcs.dll+2f4a8',
            ),
          )
          .add(900, fileCreated(dump, 'C:\\Windows\\Temp\\lsass.dmp'));
      } else {
        const job = spawn(
          stage,
          pen,
          implant,
          programs.rundll32,
          'C:\\Windows\\System32\\rundll32.exe',
          system,
        );
        const unknown = `C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|C:\\Windows\\System32\\KERNELBASE.dll+2c13e|UNKNOWN(${random.hex(16).toUpperCase()})`;
        pen.add(
          300,
          processAccess(job, lsass, '0x1010', unknown),
          processAccess(job, lsass, '0x1410', unknown),
        );
      }
      yield pen;
    }
  },
});

/** Tickets for service accounts asked for in the old cipher, to be cracked at leisure. */
export const kerberoast = behaviour({
  params: z.strictObject({ on: Part, tickets: z.number().int().min(1).max(200).default(12) }),
  parts: (p) => [p.on],
  *run(stage, { on, tickets }): Generator<Burst, void, undefined> {
    const { host, who } = stage.player(on);
    const controller = stage.cast.controllers[0]!;
    const pen = penOf(stage);
    for (const service of stage.random.sample(stage.cast.services, tickets)) {
      const talk = conversation(host, controller.ip, 88, stage.random);
      const realm = stage.cast.dns.toUpperCase();
      pen.add(
        80,
        kerberos(talk, 'TGS', `${who.name}/${realm}`, `${service.name}/${realm}`, 'rc4-hmac'),
        serviceTicket(controller, stage.cast, who, service.name, fromHost(host, stage.random), '0x17'),
      );
    }
    yield pen;
  },
});

/** DS-Replication-Get-Changes and DS-Replication-Get-Changes-All: the rights a copy of every password hash needs. */
const replication = ['1131f6aa-9c07-11d1-f79f-00c04fc2dcd2', '1131f6ad-9c07-11d1-f79f-00c04fc2dcd2'];

export const dcsync = behaviour({
  params: z.strictObject({ from: Part, as: Part }),
  parts: (p) => [p.from, p.as],
  *run(stage, { from, as }): Generator<Burst, void, undefined> {
    const { host } = stage.player(from);
    const { who } = stage.player(as);
    const controller = stage.cast.controllers[0]!;
    const session = adminSession(stage, controller, who);
    const talk = conversation(host, controller.ip, 135, stage.random);
    const pen = penOf(stage);
    pen
      .add(60, logon(session, 3, { ip: host.ip, port: talk.fromPort, name: host.name }), privileges(session))
      .add(30, rpc(talk, 'drsuapi', 'DRSBind', '49667'), rpc(talk, 'drsuapi', 'DRSGetNCChanges', '49667'));
    for (const right of replication) pen.add(20, directoryAccess(session, [right], '0x100'));
    pen.add(400, conn(talk, 'dce_rpc', { sent: 62_000, received: 48_700_000, duration: 41 }));
    yield pen;
  },
});

/** The directory database itself, copied from a shadow of the controller's disk. */
export const ntdsDump = behaviour({
  params: z.strictObject({ on: Part }),
  parts: (p) => [p.on],
  *run(stage, { on }): Generator<Burst, void, undefined> {
    const player = stage.player(on);
    const implant = implantOn(stage, player);
    const pen = penOf(stage);
    const tool = type(
      stage,
      pen,
      implant,
      programs.ntdsutil,
      'ntdsutil  "ac i ntds" "ifm" "create full C:\\Windows\\Temp\\aud" q q',
    );
    pen
      .wait(3000)
      .add(500, serviceState(player.host, 'Volume Shadow Copy', 'running'))
      .wait(20_000)
      .add(
        400,
        fileCreated(tool, 'C:\\Windows\\Temp\\aud\\Active Directory\\ntds.dit'),
        fileCreated(tool, 'C:\\Windows\\Temp\\aud\\registry\\SYSTEM'),
      );
    yield pen;
  },
});
