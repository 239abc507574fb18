/** The end: nothing to restore from, nothing running that could hold a file open, then the files themselves. */
import { z } from 'zod';
import type { Burst } from '../burst.ts';
import type { Host } from '../cast.ts';
import { type Program, programs } from '../shapes/programs.ts';
import { serviceStartType, serviceState } from '../shapes/services.ts';
import { fileCreated, type Process, running } from '../shapes/windows.ts';
import { conn, conversation, smbFile } from '../shapes/zeek.ts';
import { Duration } from '../words.ts';
import { behaviour, implantOn, Part, penOf, type Stage, spawn, spread, systemOn, type } from './stage.ts';

export const backupDelete = behaviour({
  params: z.strictObject({ on: Part, over: Duration.default(300_000) }),
  parts: (p) => [p.on],
  *run(stage, { on, over }): Generator<Burst, void, undefined> {
    for (const [player, at] of spread(stage, stage.players(on), over)) {
      const implant = implantOn(stage, player);
      const pen = penOf(stage, at);
      type(stage, pen, implant, programs.net, 'net  stop "Backup Agent Service" /y');
      pen
        .add(200, serviceState(player.host, 'Backup Agent Service', 'stopped'))
        .add(
          200,
          serviceStartType(player.host, 'Backup Agent Service', 'auto start', 'disabled', 'BackupAgent'),
        );
      type(stage, pen, implant, programs.wbadmin, 'wbadmin  delete catalog -quiet');
      type(stage, pen, implant, programs.wbadmin, 'wbadmin  delete systemstatebackup -keepversions:0 -quiet');
      yield pen;
    }
  },
});

const noWayBack: readonly (readonly [Program, string])[] = [
  [programs.vssadmin, 'vssadmin.exe  delete shadows /all /quiet'],
  [programs.wmic, 'wmic  shadowcopy delete'],
  [programs.bcdedit, 'bcdedit  /set {default} recoveryenabled no'],
  [programs.bcdedit, 'bcdedit  /set {default} bootstatuspolicy ignoreallfailures'],
];

export const shadowDelete = behaviour({
  params: z.strictObject({ on: Part, over: Duration.default(300_000) }),
  parts: (p) => [p.on],
  *run(stage, { on, over }): Generator<Burst, void, undefined> {
    for (const [player, at] of spread(stage, stage.players(on), over)) {
      const implant = implantOn(stage, player);
      const pen = penOf(stage, at);
      for (const [program, line] of noWayBack) type(stage, pen, implant, program, line);
      yield pen;
    }
  },
});

const holding = [
  ['SQL Server (MSSQLSERVER)', 'MSSQLSERVER'],
  ['SQL Server Agent (MSSQLSERVER)', 'SQLSERVERAGENT'],
  ['Volume Shadow Copy', 'VSS'],
  ['Windows Defender Antivirus Service', 'WinDefend'],
] as const;

export const serviceStop = behaviour({
  params: z.strictObject({ on: Part, over: Duration.default(300_000) }),
  parts: (p) => [p.on],
  *run(stage, { on, over }): Generator<Burst, void, undefined> {
    for (const [player, at] of spread(stage, stage.players(on), over)) {
      const implant = implantOn(stage, player);
      const pen = penOf(stage, at);
      for (const [title, name] of holding) {
        type(stage, pen, implant, programs.net, `net  stop ${name} /y`);
        pen.add(100, serviceState(player.host, title, 'stopped'));
      }
      type(stage, pen, implant, programs.taskkill, 'taskkill  /f /im sqlservr.exe');
      yield pen;
    }
  },
});

const folders = ['Documents', 'Letters', 'Results', 'Rotas', 'Scans', 'Theatre lists'];

/** Hosts that the intruder never visited run the encryptor as a task that group policy gave them. */
const policyTask = (stage: Stage, host: Host): Process =>
  running(
    systemOn(stage, host),
    programs.svchost,
    stage.random,
    'C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s Schedule',
  );

/**
 * Every file rewritten under a new ending and a note in every folder. The host then falls silent: its own
 * log shipper is encrypted with the rest, which is itself a sign.
 */
export const ransomDetonation = behaviour({
  params: z.strictObject({
    on: Part,
    ending: z.string().regex(/^\.[A-Za-z0-9]{3,10}$/, 'a file ending such as .ABCDE'),
    note: z.string().max(40).default('readme.txt'),
    files: z.number().int().min(1).max(1000).default(40).describe('records per host: a sample of the whole'),
    over: Duration,
    silent_after: Duration.default(240_000),
  }),
  parts: (p) => [p.on],
  *run(stage, { on, ending, note, files, over, silent_after }): Generator<Burst, void, undefined> {
    const { random } = stage;
    const source = stage.cast.controllers[0]!;
    for (const [player, at] of spread(stage, stage.players(on), over)) {
      const { host } = player;
      const pen = penOf(stage, at);
      const parent = stage.foothold.implants.get(host.name) ?? policyTask(stage, host);
      const locker = spawn(
        stage,
        pen,
        parent,
        'C:\\Windows\\Temp\\locker64.exe',
        `C:\\Windows\\Temp\\locker64.exe -m all -size 20 -nomutex`,
        systemOn(stage, host),
      );
      const shadow = spawn(
        stage,
        pen,
        locker,
        programs.cmd,
        `${programs.cmd.image} /c vssadmin.exe delete shadows /all /quiet`,
      );
      spawn(stage, pen, shadow, programs.vssadmin, 'vssadmin.exe  delete shadows /all /quiet');
      const root = host.system.includes('file') ? 'D:\\departments' : `C:\\Users\\${player.who.name}`;
      for (let i = 0; i < files; i++) {
        const folder = `${root}\\${folders[i % folders.length]}`;
        if (i < folders.length) pen.add(20, fileCreated(locker, `${folder}\\${note}`));
        pen.add(
          60,
          fileCreated(
            locker,
            `${folder}\\${random.hex(8)}.${random.pick(['docx', 'xlsx', 'pdf', 'mdf', 'dcm'])}${ending}`,
          ),
        );
      }
      if (host.system.includes('file')) {
        const talk = conversation(source, host.ip, 445, random);
        for (let i = 0; i < files / 4; i++) {
          pen.add(
            40,
            smbFile(
              talk,
              'FILE_RENAME',
              `\\\\${host.name}\\departments$`,
              `${folders[i % folders.length]}\\${random.hex(8)}.docx${ending}`,
              random.int(20_000, 900_000),
            ),
          );
        }
        pen.add(20, conn(talk, 'gssapi,smb', { sent: 400_000_000, received: 390_000_000, duration: 180 }));
      }
      stage.foothold.silent.set(host.fqdn, at + silent_after);
      yield pen;
    }
  },
});
