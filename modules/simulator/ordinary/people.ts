/** What staff do at a workstation: log on at handover, open things, browse, print, mistype a password. */
import { type BurstBuilder, burst } from '../burst.ts';
import type { Host, Person } from '../cast.ts';
import {
  fromHost,
  logoff,
  logon,
  logonFailed,
  preAuthFailed,
  serviceTicket,
  ticketGranting,
} from '../shapes/accounts.ts';
import {
  addressOf,
  conn,
  conversation,
  dns,
  http,
  kerberos,
  ordinaryCertificate,
  smbFile,
  smbMapping,
  ssl,
} from '../shapes/network.ts';
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
import { between, onShift } from './day.ts';
import type { Act, Desk, Life } from './life.ts';

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

/** DNS, the connection and the TLS handshake of one visit, as host and sensor see it. */
export function visit(
  life: Life,
  process: Process,
  name: string,
  pen: BurstBuilder,
  withHost: boolean,
): void {
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
