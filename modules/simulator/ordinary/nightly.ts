/** What happens at the same time every day: backups from 22:00, the vulnerability scan at 02:00. */
import { type Burst, burst } from '../burst.ts';
import type { Host } from '../cast.ts';
import { fromHost, logoff, logon, logonFailed, privileges } from '../shapes/accounts.ts';
import { type AlertSignature, suricataAlert } from '../shapes/perimeter.ts';
import { serviceState } from '../shapes/services.ts';
import { newSession, type Session } from '../shapes/windows.ts';
import { conn, conversation } from '../shapes/zeek.ts';
import type { Life } from './life.ts';

const hour = 3_600_000;
const day = 24 * hour;

const scanSignature: AlertSignature = {
  id: 2010935,
  text: 'ET SCAN Suspicious inbound to MSSQL port 1433',
  category: 'Potentially Bad Traffic',
  severity: 2,
};

/** One server's backup: the agent logs on, shadow storage starts, a long transfer, the agent logs off. */
function backUp(life: Life, at: number, from: Host, server: Host): Burst {
  const { random } = life;
  const pen = burst(at, random);
  const who = life.service('backup');
  const talk = conversation(from, server.ip, 10006, random);
  const session: Session = { ...newSession(server, who, random), integrity: 'High' };
  const length = 300 + random.gap(900);
  return pen
    .add(20, logon(session, 3, fromHost(from, random)), privileges(session))
    .add(500, serviceState(server, 'Volume Shadow Copy', 'running'))
    .wait(length * 1000)
    .add(20, conn(talk, 'ssl', { sent: 90_000, received: Math.round(length * 30_000_000), duration: length }))
    .add(20, logoff(session, 3))
    .add(20, {
      kind: 'windows',
      channel: 'application',
      id: 190,
      computer: from.fqdn,
      provider: 'Backup Agent',
      message: `Backup of ${server.name} finished: success.`,
      data: { JobName: 'Nightly', Server: server.name, Result: 'Success' },
    });
}

/** The scanner's knock on one host: ports closed and open, an empty log-on that fails, one alert at times. */
function knock(life: Life, at: number, scanner: Host, target: Host): Burst {
  const { random } = life;
  const pen = burst(at, random);
  for (const port of random.sample([21, 22, 80, 135, 443, 445, 1433, 3389, 8080, 8443], 4)) {
    const talk = conversation(scanner, target.ip, port, random);
    pen.add(
      30,
      conn(talk, null, { sent: 0, received: 0, duration: 0.002 }, random.chance(0.6) ? 'REJ' : 'S0'),
    );
    if (port === 1433 && random.chance(0.3)) pen.add(5, suricataAlert(talk, scanSignature, null));
  }
  if (target.windows && random.chance(0.2)) {
    pen.add(
      10,
      logonFailed(target, 'nessus_probe', life.cast.netbios, 3, fromHost(scanner, random), '0xc0000064'),
    );
  }
  return pen;
}

/** Timed bursts in order, from `start` on. `volume` thins the night's work for a quieter simulation. */
export function* nightly(
  life: Life,
  start: number,
  end: number,
  volume: number,
): Generator<Burst, void, undefined> {
  const { cast, random } = life;
  const vault = cast.running('backup').find((host) => host.windows) ?? cast.servers[0]!;
  const scanner =
    cast.running('vulnerab', 'scanner', 'endpoint protection', 'security').find((host) => host.windows) ??
    cast.servers[0]!;
  const firstDay = Math.floor(start / day) - 1;
  for (let each = firstDay; each * day < end; each++) {
    const midnight = (each + 1) * day;
    const servers = random.sample(cast.servers, Math.ceil(cast.servers.length * Math.min(1, volume)));
    const targets = random.sample(cast.hosts, Math.ceil(cast.hosts.length * Math.min(1, volume)));
    const plan: { at: number; run: (at: number) => Burst }[] = [
      ...servers.map((server, i) => ({
        at: midnight - 2 * hour + (i * 3.5 * hour) / servers.length,
        run: (at: number) => backUp(life, at, vault, server),
      })),
      ...targets.map((target, i) => ({
        at: midnight + 2 * hour + (i * 2 * hour) / targets.length,
        run: (at: number) => knock(life, at, scanner, target),
      })),
    ];
    for (const { at, run } of plan) if (at >= start && at < end) yield run(at);
  }
}
