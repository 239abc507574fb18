/** From one host to the next: by a service started from afar, by shares, by remote desktop, by group policy. */
import { z } from 'zod';
import type { Burst } from '../burst.ts';
import {
  explicitLogon,
  fromHost,
  logon,
  ntlmValidated,
  privileges,
  serviceTicket,
} from '../shapes/accounts.ts';
import { portalSession, portalSignIn } from '../shapes/perimeter.ts';
import { programs } from '../shapes/programs.ts';
import { serviceInstalled, shareFile, shareOpened } from '../shapes/services.ts';
import { fileCreated, newSession, pipe, running } from '../shapes/windows.ts';
import { conn, conversation, rdp, rpc, smbFile, smbMapping } from '../shapes/zeek.ts';
import { Duration } from '../words.ts';
import {
  adminSession,
  behaviour,
  implantOn,
  Part,
  penOf,
  servicesOn,
  spawn,
  spread,
  systemOn,
} from './stage.ts';

/** A service with a random name, run from the administrative share, that turns into a beacon: psexec as intruders do it. */
export const lateralPsexec = behaviour({
  params: z.strictObject({ from: Part, to: Part, as: Part, over: Duration.default(600_000) }),
  parts: (p) => [p.from, p.to, p.as],
  *run(stage, { from, to, as, over }): Generator<Burst, void, undefined> {
    const source = stage.player(from);
    const { who } = stage.player(as);
    const { random } = stage;
    for (const [{ host }, at] of spread(stage, stage.players(to), over)) {
      if (host.name === source.host.name) continue;
      const pen = penOf(stage, at);
      const name = random.hex(7);
      const file = `${name}.exe`;
      const talk = conversation(source.host, host.ip, 445, random);
      const session = adminSession(stage, host, who);
      const origin = { ip: source.host.ip, port: talk.fromPort, name: source.host.name };
      pen
        .add(30, explicitLogon(implantOn(stage, source).session, who, host.fqdn, programs.rundll32.image))
        .add(30, ntlmValidated(random.pick(stage.cast.controllers), who.name, source.host.name))
        .add(20, logon(session, 3, origin, true), privileges(session))
        .add(
          20,
          smbMapping(talk, `\\\\${host.name}\\ADMIN$`, 'DISK'),
          smbMapping(talk, `\\\\${host.name}\\IPC$`, 'PIPE'),
        )
        .add(20, shareOpened(session, 'ADMIN$', origin), shareFile(session, 'ADMIN$', file, origin, '0x2'))
        .add(20, smbFile(talk, 'FILE_WRITE', `\\\\${host.name}\\ADMIN$`, file, 289_280))
        .add(
          20,
          fileCreated(
            running(systemOn(stage, host), { ...programs.svchost, image: 'System', original: '-' }, random),
            `C:\\Windows\\${file}`,
          ),
        )
        .add(
          20,
          rpc(talk, 'svcctl', 'OpenSCManagerA', '\\pipe\\ntsvcs'),
          rpc(talk, 'svcctl', 'CreateServiceA', '\\pipe\\ntsvcs'),
          rpc(talk, 'svcctl', 'StartServiceA', '\\pipe\\ntsvcs'),
        )
        .add(40, serviceInstalled(session, name, `\\\\127.0.0.1\\ADMIN$\\${file}`));
      const service = spawn(
        stage,
        pen,
        servicesOn(stage, host),
        `\\\\127.0.0.1\\ADMIN$\\${file}`,
        `\\\\127.0.0.1\\ADMIN$\\${file}`,
      );
      const implant = spawn(stage, pen, service, programs.rundll32, 'C:\\Windows\\System32\\rundll32.exe');
      pen
        .add(80, pipe(implant, `\\MSSE-${random.int(1000, 9999)}-server`, 'created'))
        .add(20, conn(talk, 'gssapi,smb,dce_rpc', { sent: 301_400, received: 9100, duration: 7 }));
      stage.foothold.implants.set(host.name, implant);
      yield pen;
    }
  },
});

/** Browsing the file servers with someone else's rights: shares opened, many files read. */
export const lateralSmb = behaviour({
  params: z.strictObject({
    from: Part,
    to: Part,
    as: Part,
    files: z.number().int().min(1).max(2000).default(40),
    over: Duration.default(1_200_000),
  }),
  parts: (p) => [p.from, p.to, p.as],
  *run(stage, { from, to, as, files, over }): Generator<Burst, void, undefined> {
    const source = stage.player(from);
    const { who } = stage.player(as);
    const { random } = stage;
    const folders = ['Finance', 'Complaints', 'Occupational health', 'Patient letters', 'Board', 'Contracts'];
    const targets = stage.players(to);
    for (const [target, at] of spread(stage, targets, over)) {
      const { host } = target;
      const talk = conversation(source.host, host.ip, 445, random);
      const session = adminSession(stage, host, who);
      const origin = { ip: source.host.ip, port: talk.fromPort, name: source.host.name };
      const pen = penOf(stage, at);
      pen
        .add(20, logon(session, 3, origin, true), privileges(session))
        .add(
          20,
          smbMapping(talk, `\\\\${host.name}\\departments$`, 'DISK'),
          smbMapping(talk, `\\\\${host.name}\\C$`, 'DISK'),
        )
        .add(20, shareOpened(session, 'C$', origin));
      for (let i = 0; i < files; i++) {
        const path = `${random.pick(folders)}\\${random.hex(6)}.docx`;
        pen.add(
          (over / targets.length / files) * 0.6,
          shareFile(session, 'departments$', path, origin),
          smbFile(talk, 'FILE_OPEN', `\\\\${host.name}\\departments$`, path, random.int(20_000, 3_000_000)),
        );
      }
      yield pen.add(
        20,
        conn(talk, 'gssapi,smb', { sent: 90_000, received: files * 900_000, duration: over / 1000 }),
      );
    }
  },
});

export const lateralRdp = behaviour({
  params: z.strictObject({ from: Part, to: Part, as: Part, over: Duration.default(1_800_000) }),
  parts: (p) => [p.from, p.to, p.as],
  *run(stage, { from, to, as, over }): Generator<Burst, void, undefined> {
    const source = stage.player(from);
    const { who } = stage.player(as);
    const { random } = stage;
    for (const [{ host }, at] of spread(stage, stage.players(to), over)) {
      if (host.name === source.host.name) continue;
      const talk = conversation(source.host, host.ip, 3389, random);
      const session = adminSession(stage, host, who);
      const pen = penOf(stage, at);
      pen
        .add(
          30,
          serviceTicket(
            random.pick(stage.cast.controllers),
            stage.cast,
            who,
            `TERMSRV/${host.name}`,
            fromHost(source.host, random),
          ),
        )
        .add(50, rdp(talk, who.name))
        .add(
          100,
          logon(session, 10, { ip: source.host.ip, port: talk.fromPort, name: source.host.name }),
          privileges(session),
        )
        .add(20, conn(talk, 'rdp,ssl', { sent: 900_000, received: 21_000_000, duration: 1400 }));
      const explorer = running(session, programs.explorer, random, 'C:\\Windows\\Explorer.EXE');
      const shell = spawn(stage, pen, explorer, programs.cmd, '"C:\\Windows\\system32\\cmd.exe"');
      stage.foothold.implants.set(host.name, shell);
      yield pen;
    }
  },
});

/** Valid credentials at the portal, from abroad, with no second factor asked; then a desktop inside. */
export const portalEntry = behaviour({
  params: z.strictObject({
    on: Part,
    address: z.string().regex(/^203\.0\.113\.\d{1,3}$/, 'an address in 203.0.113.0/24'),
    country: z.string().length(2),
    failures: z.number().int().min(0).max(50).default(0),
    through: Part.describe('the portal host'),
  }),
  parts: (p) => [p.on, p.through],
  *run(stage, { on, address, country, failures, through }): Generator<Burst, void, undefined> {
    const { host, who } = stage.player(on);
    const portal = stage.player(through).host;
    const { random } = stage;
    const pen = penOf(stage);
    for (let i = 0; i < failures; i++)
      pen.add(30_000, portalSignIn(portal.fqdn, who.name, address, country, 'none', 'failure'));
    const talk = conversation(portal, host.ip, 3389, random);
    const session = newSession(host, who, random, true);
    pen
      .add(400, portalSignIn(portal.fqdn, who.name, address, country, 'none', 'success'))
      .add(4000, portalSession(portal.fqdn, who.name, address, portal.ip, 'start'))
      .add(
        100,
        rdp(talk, who.name),
        logon(session, 10, { ip: portal.ip, port: talk.fromPort, name: portal.name }),
      )
      .add(20, conn(talk, 'rdp,ssl', { sent: 400_000, received: 9_000_000, duration: 2600 }));
    const explorer = running(session, programs.explorer, random, 'C:\\Windows\\Explorer.EXE');
    stage.foothold.implants.set(
      host.name,
      spawn(stage, pen, explorer, programs.cmd, '"C:\\Windows\\system32\\cmd.exe"'),
    );
    yield pen;
  },
});

/** The program that encrypts, laid ready on the domain's own share for every computer to run. */
export const policyPush = behaviour({
  params: z.strictObject({ from: Part, as: Part, file: z.string().max(60).default('locker64.exe') }),
  parts: (p) => [p.from, p.as],
  *run(stage, { from, as, file }): Generator<Burst, void, undefined> {
    const source = stage.player(from);
    const { who } = stage.player(as);
    const controller = stage.cast.controllers[0]!;
    const policy = '{31B2F340-016D-11D2-945F-00C04FB984F9}';
    const talk = conversation(source.host, controller.ip, 445, stage.random);
    const origin = { ip: source.host.ip, port: talk.fromPort, name: source.host.name };
    const session = adminSession(stage, controller, who);
    const folder = `${stage.cast.dns}\\Policies\\${policy}\\Machine\\Preferences\\ScheduledTasks`;
    const pen = penOf(stage);
    yield pen
      .add(50, logon(session, 3, origin), privileges(session), shareOpened(session, 'SYSVOL', origin))
      .add(
        900,
        smbMapping(talk, `\\\\${controller.name}\\SYSVOL`, 'DISK'),
        smbFile(
          talk,
          'FILE_WRITE',
          `\\\\${controller.name}\\SYSVOL`,
          `${stage.cast.dns}\\scripts\\${file}`,
          208_384,
        ),
      )
      .add(
        200,
        shareFile(session, 'SYSVOL', `${stage.cast.dns}\\scripts\\${file}`, origin, '0x2'),
        shareFile(session, 'SYSVOL', `${folder}\\ScheduledTasks.xml`, origin, '0x2'),
      )
      .add(50, conn(talk, 'gssapi,smb', { sent: 260_000, received: 14_000, duration: 12 }));
  },
});
