/** Getting in, and staying: the document that runs code, the call home, the task that starts it again. */
import { z } from 'zod';
import type { Burst, BurstBuilder } from '../burst.ts';
import { suricataAlert } from '../shapes/perimeter.ts';
import { bare, programs } from '../shapes/programs.ts';
import { taskRegistered } from '../shapes/services.ts';
import {
  connection,
  dnsQuery,
  fileCreated,
  imageLoaded,
  newSession,
  type Process,
  pipe,
  processAccess,
  registrySet,
  remoteThread,
  running,
} from '../shapes/windows.ts';
import { type Certificate, conn, conversation, dns, http, ssl } from '../shapes/zeek.ts';
import { Duration } from '../words.ts';
import { behaviour, implantOn, Part, penOf, type Stage, spawn } from './stage.ts';

const DocumentationAddress = z
  .string()
  .regex(
    /^203\.0\.113\.\d{1,3}$/,
    'an address in 203.0.113.0/24, the documentation range kept for intruders',
  );
const ExampleName = z
  .string()
  .regex(/^[a-z0-9.-]+\.example$/, 'a name ending in .example, so that no real site is accused');

/** The intruder's server: where it is, what it is called. */
const Server = z.strictObject({ name: ExampleName, address: DocumentationAddress });

export const phishMacro = behaviour({
  params: z.strictObject({ on: Part, document: z.string().max(80), server: Server }),
  parts: (p) => [p.on],
  *run(stage, { on, document, server }): Generator<Burst, void, undefined> {
    const { host, who } = stage.player(on);
    const { random } = stage;
    const session = newSession(host, who, random);
    const explorer = running(session, programs.explorer, random, 'C:\\Windows\\Explorer.EXE');
    const outlook = running(session, programs.outlook, random, `"${programs.outlook.image}"`);
    const attachment = `C:\\Users\\${who.name}\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\${random.hex(8).toUpperCase()}\\${document}`;
    const dll = 'C:\\ProgramData\\msdiag.ocx';
    const pen = penOf(stage);
    pen.add(800, fileCreated(outlook, attachment));
    const excel = spawn(stage, pen, outlook, programs.excel, `"${programs.excel.image}" "${attachment}"`);
    pen
      .wait(9000)
      .add(
        900,
        imageLoaded(
          excel,
          'C:\\Program Files\\Microsoft Office\\root\\vfs\\ProgramFilesCommonX64\\Microsoft Shared\\VBA\\VBA7.1\\VBE7.DLL',
          true,
        ),
      );
    // The person presses "Enable content" half a minute later.
    pen.wait(25_000);
    const query = conversation(host, stage.cast.controllers[0]!.ip, 53, random);
    const download = conversation(host, server.address, 80, random);
    pen
      .add(
        20,
        dnsQuery(excel, server.name, server.address),
        dns(query, server.name, [server.address], random),
      )
      .add(200, connection(excel, { ip: server.address, port: 80, name: server.name }, download.fromPort))
      .add(
        90,
        http(download, {
          method: 'GET',
          host: server.name,
          uri: '/assets/update.dat',
          agent: 'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0)',
          status: 200,
          received: 287_744,
        }),
      )
      .add(50, conn(download, 'http', { sent: 412, received: 288_310, duration: 1.9 }))
      .add(300, fileCreated(excel, dll));
    const regsvr = spawn(stage, pen, excel, programs.regsvr32, `regsvr32.exe -s ${dll}`);
    pen.add(100, imageLoaded(regsvr, dll, false));
    const implant = spawn(stage, pen, regsvr, programs.rundll32, 'C:\\Windows\\System32\\rundll32.exe');
    pen.add(60, remoteThread(regsvr, implant), remoteThread(implant, explorer));
    stage.foothold.implants.set(host.name, implant);
    yield pen;
  },
});

/** The certificate and fingerprints of an unmodified team server: self-signed, and the same the world over. */
const teamServer = (name: string): Certificate => ({
  subject: `CN=${name},O=jQuery,L=London,C=GB`,
  issuer: `CN=${name},O=jQuery,L=London,C=GB`,
  valid: false,
  ja3: '72a589da586844d7f0818ce684948eea',
  ja3s: 'b742b407517bac9536a77a7b0fee28e9',
});

const beaconAlerts = [
  {
    id: 2033658,
    text: 'ET MALWARE Cobalt Strike Beacon Activity (GET)',
    category: 'Malware Command and Control Activity Detected',
    severity: 1,
  },
  {
    id: 2032749,
    text: 'ET MALWARE Observed Default Cobalt Strike SSL Certificate',
    category: 'Malware Command and Control Activity Detected',
    severity: 1,
  },
] as const;

function callHome(
  stage: Stage,
  pen: BurstBuilder,
  implant: Process,
  server: z.infer<typeof Server>,
  first: boolean,
  alert: boolean,
): void {
  const { host } = implant.session;
  const { random } = stage;
  const talk = conversation(host, server.address, 443, random);
  if (first) {
    const query = conversation(host, stage.cast.controllers[0]!.ip, 53, random);
    pen
      .add(
        10,
        dnsQuery(implant, server.name, server.address),
        dns(query, server.name, [server.address], random),
      )
      .add(10, connection(implant, { ip: server.address, port: 443, name: server.name }, talk.fromPort));
  }
  pen.add(30, ssl(talk, server.name, teamServer(server.name)));
  if (alert)
    pen.add(
      20,
      suricataAlert(talk, beaconAlerts[first ? 1 : 0]!, 'tls', {
        tls: { sni: server.name, subject: `CN=${server.name}`, issuerdn: `CN=${server.name}` },
      }),
    );
  pen.add(
    10,
    conn(talk, 'ssl', {
      sent: random.int(640, 760),
      received: random.int(1450, 1600),
      duration: 0.2 + random.next() * 0.2,
    }),
  );
}

export const beacon = behaviour({
  params: z.strictObject({
    on: Part,
    server: Server,
    every: Duration.default(180_000),
    for: Duration.describe('how long it calls home'),
    alert_every: Duration.optional().describe('how often the network sensor notices; never when absent'),
  }),
  parts: (p) => [p.on],
  *run(stage, { on, server, every, for: length, alert_every }): Generator<Burst, void, undefined> {
    const player = stage.player(on);
    const { random } = stage;
    const implant = implantOn(stage, player);
    const until = Math.min(stage.at + length, stage.end);
    const pen = penOf(stage);
    pen.add(
      200,
      pipe(implant, `\\MSSE-${random.int(1000, 9999)}-server`, 'created'),
      pipe(implant, `\\MSSE-${random.int(1000, 9999)}-server`, 'connected'),
    );
    callHome(stage, pen, implant, server, true, alert_every !== undefined);
    yield pen;
    let alerted = stage.at;
    let at = stage.at;
    for (;;) {
      at += every * (0.85 + random.next() * 0.3);
      // An encrypted host calls nobody.
      if (at >= until || at >= (stage.foothold.silent.get(player.host.fqdn) ?? Number.POSITIVE_INFINITY))
        return;
      const next = penOf(stage, at);
      const alert = alert_every !== undefined && at - alerted >= alert_every;
      if (alert) alerted = at;
      callHome(stage, next, implant, server, false, alert);
      yield next;
    }
  },
});

/** Post-exploitation jobs run in a sacrificial process that reports back through a named pipe. */
export const inject = behaviour({
  params: z.strictObject({ on: Part }),
  parts: (p) => [p.on],
  *run(stage, { on }): Generator<Burst, void, undefined> {
    for (const player of stage.players(on)) {
      const implant = implantOn(stage, player);
      const pen = penOf(stage);
      const job = spawn(stage, pen, implant, programs.rundll32, 'C:\\Windows\\System32\\rundll32.exe');
      const name = `\\postex_${stage.random.hex(4)}`;
      pen
        .add(
          100,
          processAccess(
            implant,
            job,
            '0x1fffff',
            `C:\\Windows\\SYSTEM32\\ntdll.dll+9d4c4|UNKNOWN(${stage.random.hex(16).toUpperCase()})`,
          ),
        )
        .add(100, remoteThread(implant, job))
        .add(100, pipe(job, name, 'created'), pipe(implant, name, 'connected'));
      yield pen;
    }
  },
});

export const persistTask = behaviour({
  params: z.strictObject({ on: Part, name: z.string().max(60).default('MicrosoftEdgeUpdateTaskUser') }),
  parts: (p) => [p.on],
  *run(stage, { on, name }): Generator<Burst, void, undefined> {
    const player = stage.player(on);
    const implant = implantOn(stage, player);
    const pen = penOf(stage);
    const command = 'rundll32.exe C:\\ProgramData\\msdiag.ocx,DllRegisterServer';
    const shell = spawn(
      stage,
      pen,
      implant,
      programs.cmd,
      `${programs.cmd.image} /C schtasks /create /sc onlogon /tn ${name} /tr "${command}" /f`,
    );
    spawn(
      stage,
      pen,
      shell,
      programs.schtasks,
      `schtasks  /create /sc onlogon /tn ${name} /tr "${command}" /f`,
    );
    const scheduler = bare('C:\\Windows\\System32\\svchost.exe');
    pen
      .add(
        100,
        fileCreated(
          running(implant.session, scheduler, stage.random),
          `C:\\Windows\\System32\\Tasks\\${name}`,
        ),
      )
      .add(
        100,
        taskRegistered(
          implant.session,
          `\\${name}`,
          'rundll32.exe',
          'C:\\ProgramData\\msdiag.ocx,DllRegisterServer',
        ),
      )
      .wait(30_000)
      .add(
        100,
        registrySet(
          implant,
          `HKU\\${player.who.sid}\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\EdgeUpdate`,
          command,
        ),
      );
    yield pen;
  },
});
