/** What staff do at a workstation: log on at handover, open things, browse, print, mistype a password. */
import { type BurstBuilder, burst } from '../burst.ts';
import type { Person } from '../cast.ts';
import { fromHost, logoff, logon, logonFailed, preAuthFailed, ticketGranting } from '../shapes/accounts.ts';
import { type Program, programs } from '../shapes/programs.ts';
import {
  connection,
  dnsQuery,
  fileCreated,
  newSession,
  type Process,
  processStart,
  registrySet,
  running,
  startProcess,
} from '../shapes/windows.ts';
import {
  addressOf,
  conn,
  conversation,
  dns,
  http,
  ordinaryCertificate,
  smbFile,
  ssl,
} from '../shapes/zeek.ts';
import { between } from './day.ts';
import { deskOf, someoneAtWork } from './desks.ts';
import type { Act, Life } from './life.ts';

/** Names that staff machines ask for all day. */
const sites = [
  'outlook.office365.com',
  'teams.microsoft.com',
  'login.microsoftonline.com',
  'graph.microsoft.com',
  'www.nhs.uk',
  'bnf.nice.org.uk',
  'www.nice.org.uk',
  'www.bmj.com',
  'edge.microsoft.com',
  'www.bbc.co.uk',
  'substrate.office.com',
  'config.edge.skype.com',
  'www.gov.uk',
  'learning.example.org',
  'rota.example.org',
  'nexus.officeapps.live.com',
] as const;

const documents = [
  'Discharge letter',
  'Clinic list',
  'Handover sheet',
  'Rota',
  'Referral',
  'Audit',
  'Minutes',
  'Stock order',
];

/** DNS, the connection and the TLS handshake of one visit, as host and sensor see it. */
function visit(life: Life, process: Process, name: string, pen: BurstBuilder, withHost: boolean): void {
  const { random } = life;
  const { host } = process.session;
  const address = addressOf(name);
  const query = conversation(host, life.controller().ip, 53, random);
  const talk = conversation(host, address, 443, random);
  if (withHost) pen.add(5, dnsQuery(process, name, address));
  pen.add(4, dns(query, name, [address], random));
  if (withHost) pen.add(4, connection(process, { ip: address, port: 443 }, talk.fromPort));
  pen.add(40, ssl(talk, name, ordinaryCertificate(name))).add(
    10,
    conn(talk, 'ssl', {
      sent: random.int(900, 9000),
      received: random.int(3000, 400_000),
      duration: 1 + random.gap(20),
    }),
  );
}

/** Most conversations only the sensor sees: host agents are tuned to leave browsers out. */
const browse: Act = {
  name: 'browse',
  weight: () => 16,
  run(life, at) {
    const person = someoneAtWork(life, at);
    if (!person) return null;
    const pen = burst(at, life.random);
    const desk = deskOf(life, person, pen);
    const edge = running(desk.session, programs.edge, life.random);
    const name = life.random.pick(sites);
    visit(life, edge, name, pen, life.random.chance(0.25));
    if (life.random.chance(0.12)) {
      const talk = conversation(desk.session.host, addressOf('ocsp.digicert.com'), 80, life.random);
      pen.add(
        20,
        http(talk, {
          method: 'GET',
          host: 'ocsp.digicert.com',
          uri: `/${life.random.hex(24)}`,
          agent: 'Microsoft-CryptoAPI/10.0',
          status: 200,
          received: 471,
        }),
        conn(talk, 'http', { sent: 240, received: 820, duration: 0.08 }),
      );
    }
    return pen;
  },
};

const tools: readonly {
  program: Program;
  line: (person: Person) => string;
  name?: string;
  office?: boolean;
}[] = [
  {
    program: programs.outlook,
    line: () => `"${programs.outlook.image}" /recycle`,
    name: 'outlook.office365.com',
  },
  { program: programs.epr, line: () => `"${programs.epr.image}" /sso` },
  { program: programs.epr, line: () => `"${programs.epr.image}" /sso` },
  { program: programs.pacs, line: () => `"${programs.pacs.image}" --worklist` },
  { program: programs.results, line: () => `"${programs.results.image}"` },
  {
    program: programs.winword,
    line: (p) => `"${programs.winword.image}" /n "H:\\${p.account.role}\\letter.docx" /o ""`,
    office: true,
  },
  { program: programs.excel, line: () => `"${programs.excel.image}" "H:\\rota.xlsx"`, office: true },
  { program: programs.acrobat, line: () => `"${programs.acrobat.image}" "C:\\Temp\\guideline.pdf"` },
  {
    program: programs.edge,
    line: () => `"${programs.edge.image}" --profile-directory=Default`,
    name: 'www.nhs.uk',
  },
  { program: programs.teams, line: () => `"${programs.teams.image}"`, name: 'teams.microsoft.com' },
];

const openProgram: Act = {
  name: 'open program',
  weight: () => 13,
  run(life, at) {
    const { random } = life;
    const person = someoneAtWork(life, at);
    if (!person) return null;
    const pen = burst(at, random);
    const desk = deskOf(life, person, pen);
    const tool = random.pick(tools);
    const process = startProcess(desk.session, tool.program, random, tool.line(desk.person));
    pen.add(300, processStart(process, desk.explorer));
    if (tool.name) visit(life, process, tool.name, pen, tool.program !== programs.outlook);
    if (tool.office) {
      const document = `${random.pick(documents)} ${random.int(1, 400)}`;
      const where = `C:\\Users\\${desk.person.name}\\AppData\\Roaming\\Microsoft\\Office\\Recent\\${document}.LNK`;
      pen.add(900, fileCreated(process, where));
    }
    if (random.chance(0.35)) {
      const broker = startProcess(
        desk.session,
        programs.runtimebroker,
        random,
        'C:\\Windows\\System32\\RuntimeBroker.exe -Embedding',
      );
      const host = running(
        { ...desk.session, who: life.cast.system, integrity: 'System' },
        programs.svchost,
        random,
        'C:\\Windows\\system32\\svchost.exe -k DcomLaunch -p',
      );
      pen.add(200, processStart(broker, host));
    }
    return pen;
  },
};

const saveFile: Act = {
  name: 'save file',
  weight: () => 7,
  run(life, at) {
    const { random } = life;
    const person = someoneAtWork(life, at);
    if (!person) return null;
    const pen = burst(at, random);
    const desk = deskOf(life, person, pen);
    const files = life.server('file');
    const talk = conversation(desk.session.host, files.ip, 445, random);
    const document = `${random.pick(documents)} ${random.int(1, 400)}.docx`;
    const word = running(desk.session, programs.winword, random);
    pen
      .add(40, fileCreated(word, `C:\\Users\\${desk.person.name}\\Documents\\${document}`))
      .add(
        30,
        smbFile(
          talk,
          random.chance(0.3) ? 'FILE_WRITE' : 'FILE_OPEN',
          `\\\\${files.name}\\departments$`,
          `${desk.person.ward}\\${document}`,
          random.int(12_000, 900_000),
        ),
      )
      .add(
        20,
        conn(talk, 'gssapi,smb', {
          sent: random.int(4000, 900_000),
          received: random.int(4000, 200_000),
          duration: random.gap(20),
        }),
      );
    return pen;
  },
};

/** Shared ward machines lock after two minutes: unlocking is the commonest log-on in a hospital. */
const unlock: Act = {
  name: 'unlock',
  weight: (at) => (between(at, 7, 20) ? 10 : 6),
  run(life, at) {
    const person = someoneAtWork(life, at);
    if (!person) return null;
    const pen = burst(at, life.random);
    const desk = deskOf(life, person, pen);
    const again = newSession(desk.session.host, desk.person, life.random);
    const controller = life.controller();
    const from = fromHost(desk.session.host, life.random);
    pen
      .add(30, ticketGranting(controller, life.cast, desk.person, from), logon(again, 7, null))
      .wait(400)
      .add(5, logoff(again, 7));
    return pen;
  },
};

const mistype: Act = {
  name: 'mistype',
  weight: (at) => (between(at, 6.5, 9) || between(at, 18.5, 20) ? 0.9 : 0.35),
  run(life, at) {
    const person = someoneAtWork(life, at);
    if (!person) return null;
    const host = person.host ?? life.random.pick(life.cast.workstations);
    const pen = burst(at, life.random);
    const times = life.random.chance(0.8) ? 1 : 2;
    for (let i = 0; i < times; i++) {
      const from = fromHost(host, life.random);
      pen
        .add(20, preAuthFailed(life.controller(), life.cast, person, from))
        .add(20, logonFailed(host, person.name, life.cast.netbios, 2, null))
        .wait(4000);
    }
    deskOf(life, person, pen);
    return pen;
  },
};

const print: Act = {
  name: 'print',
  weight: (at) => (between(at, 7, 18) ? 4 : 1.5),
  run(life, at) {
    const person = someoneAtWork(life, at);
    if (!person || life.cast.printers.length === 0) return null;
    const pen = burst(at, life.random);
    const desk = deskOf(life, person, pen);
    const printer = life.random.pick(life.cast.printers);
    const talk = conversation(desk.session.host, printer.ip, 9100, life.random);
    pen.add(
      10,
      conn(talk, null, {
        sent: life.random.int(20_000, 900_000),
        received: 240,
        duration: life.random.gap(4),
      }),
    );
    return pen;
  },
};

/** Settings that programs write as they run: registry noise of the kind Sysmon configurations let through. */
const settle: Act = {
  name: 'settings',
  weight: () => 3,
  run(life, at) {
    const person = someoneAtWork(life, at);
    if (!person) return null;
    const pen = burst(at, life.random);
    const desk = deskOf(life, person, pen);
    pen.add(
      10,
      registrySet(
        running(desk.session, programs.outlook, life.random),
        `HKU\\${desk.person.sid}\\SOFTWARE\\Microsoft\\Office\\16.0\\Common\\ExperimentConfigs\\LastUpdate`,
        `DWORD (0x${life.random.hex(8)})`,
      ),
    );
    return pen;
  },
};

export const peopleActs: readonly Act[] = [browse, openProgram, saveFile, unlock, mistype, print, settle];
