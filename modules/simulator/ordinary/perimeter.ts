/** The edge and the wire: firewall sessions, the remote access portal, the network sensor's everyday alerts. */
import { burst } from '../burst.ts';
import {
  type AlertSignature,
  firewallSession,
  portalSession,
  portalSignIn,
  suricataAlert,
  suricataEvent,
} from '../shapes/perimeter.ts';
import { addressOf, conn, conversation, dns } from '../shapes/zeek.ts';
import { between } from './day.ts';
import { someoneAtWork } from './desks.ts';
import type { Act, Life } from './life.ts';

/** The everyday alerts of an untuned sensor: true, and of no consequence. */
const noise: readonly AlertSignature[] = [
  {
    id: 2027758,
    text: 'ET INFO DNS Query for Suspicious .cloud Domain',
    category: 'Potentially Bad Traffic',
    severity: 3,
  },
  {
    id: 2033078,
    text: 'ET INFO Session Traversal Utilities for NAT (STUN Binding Request On Non-Standard High Port)',
    category: 'Misc activity',
    severity: 3,
  },
  {
    id: 2210045,
    text: 'SURICATA STREAM Packet with invalid ack',
    category: 'Generic Protocol Command Decode',
    severity: 3,
  },
  {
    id: 2260002,
    text: 'SURICATA Applayer Detect protocol only one direction',
    category: 'Generic Protocol Command Decode',
    severity: 3,
  },
  {
    id: 2013504,
    text: 'ET INFO GNU/Linux APT User-Agent Outbound likely related to package management',
    category: 'Not Suspicious Traffic',
    severity: 3,
  },
  {
    id: 2016149,
    text: 'ET INFO Session Traversal Utilities for NAT (STUN Binding Request)',
    category: 'Misc activity',
    severity: 3,
  },
];

const sensorEvent: Act = {
  name: 'sensor event',
  weight: () => 6,
  run(life, at) {
    const { random } = life;
    const pen = burst(at, random);
    const host = random.pick(random.chance(0.7) ? life.cast.workstations : life.cast.servers);
    const name = random.pick([
      'outlook.office365.com',
      'ctldl.windowsupdate.com',
      'www.nhs.uk',
      'cdn.office.net',
    ]);
    const talk = conversation(host, addressOf(name), 443, random);
    if (random.chance(0.22)) return pen.add(1, suricataAlert(talk, random.pick(noise), 'tls'));
    if (random.chance(0.5)) {
      return pen.add(
        1,
        suricataEvent(talk, 'flow', {
          app_proto: 'tls',
          flow: {
            pkts_toserver: random.int(8, 90),
            pkts_toclient: random.int(8, 300),
            bytes_toserver: random.int(900, 9000),
            bytes_toclient: random.int(3000, 400_000),
            state: 'closed',
            reason: 'timeout',
            alerted: false,
          },
        }),
      );
    }
    return pen.add(1, suricataEvent(talk, 'tls', { tls: { sni: name, version: 'TLS 1.3' } }));
  },
};

const firewallNames = (life: Life): string => {
  const wall = life.cast.hosts.find((host) => host.asset.kind === 'firewall');
  return wall ? wall.fqdn : `firewall.${life.cast.dns}`;
};

const portalName = (life: Life): string => {
  const portal = life.cast.running('remote access', 'vpn', 'portal')[0];
  return portal ? portal.fqdn : `portal.${life.cast.dns}`;
};

const firewallAct: Act = {
  name: 'firewall session',
  weight: () => 7,
  run(life, at) {
    const { random, cast } = life;
    const pen = burst(at, random);
    const wall = firewallNames(life);
    if (random.chance(0.3)) {
      // The internet knocks on every door all day: refused, and written down.
      const edge = cast.hosts.filter((host) => host.zone === 'edge');
      const target = edge.length > 0 ? random.pick(edge) : random.pick(cast.servers);
      const stranger = { ...target, ip: addressOf(`stranger ${random.int(1, 300)}`), fqdn: '' };
      const talk = conversation(stranger, target.ip, random.pick([22, 23, 445, 3389, 8080, 5900]), random);
      return pen.add(
        1,
        firewallSession(wall, talk, 'deny', 'default-deny', { sent: 0, received: 0, duration: 0 }),
      );
    }
    const talk = conversation(
      random.pick(cast.workstations),
      addressOf(`site ${random.int(1, 400)}`),
      443,
      random,
    );
    return pen.add(
      1,
      firewallSession(wall, talk, 'allow', 'web-out', {
        sent: random.int(900, 20_000),
        received: random.int(4000, 900_000),
        duration: 1,
      }),
    );
  },
};

/** Doctors on call and staff at home in the evening; suppliers by day. */
const remoteSignIn: Act = {
  name: 'remote sign-in',
  weight: (at) => (between(at, 18, 23) ? 0.8 : 0.35),
  run(life, at) {
    const { random, cast } = life;
    const person =
      random.chance(0.15) && cast.suppliers.length > 0
        ? random.pick(cast.suppliers)
        : random.pick(cast.people);
    const pen = burst(at, random);
    const portal = portalName(life);
    const home = addressOf(`home of ${person.name}`);
    const inside = `10.${random.int(240, 250)}.${random.int(0, 255)}.${random.int(2, 250)}`;
    if (random.chance(0.08))
      pen.add(1, portalSignIn(portal, person.name, home, 'GB', 'none', 'failure')).wait(9000);
    return pen
      .add(
        300,
        portalSignIn(portal, person.name, home, 'GB', random.chance(0.3) ? 'totp' : 'none', 'success'),
      )
      .add(10, portalSession(portal, person.name, home, inside, 'start'))
      .wait(600_000 + random.gap(3_600_000))
      .add(10, portalSession(portal, person.name, home, inside, 'end'));
  },
};

/** Names asked for by machines that nobody sits at. */
const machineDns: Act = {
  name: 'machine dns',
  weight: () => 12,
  run(life, at) {
    const { random, cast } = life;
    const host = random.pick(random.chance(0.5) ? cast.hosts : cast.servers);
    if (host.zone === 'internet' || host.zone === 'supplier') return null;
    const server = random.pick(cast.servers);
    const name = random.chance(0.6)
      ? server.fqdn
      : random.pick(['ctldl.windowsupdate.com', 'time.windows.com', `wpad.${cast.dns}`]);
    const talk = conversation(host, life.controller().ip, 53, random);
    const answers = name.startsWith('wpad') ? [] : [name === server.fqdn ? server.ip : addressOf(name)];
    return burst(at, random).add(
      2,
      dns(talk, name, answers, random),
      conn(talk, 'dns', { sent: 44, received: 96, duration: 0.001 }, 'SF', 'udp'),
    );
  },
};

/** Someone on the ward asks for a page that the proxy does not know: the odd failed lookup. */
const typoDns: Act = {
  name: 'failed lookup',
  weight: () => 1.5,
  run(life, at) {
    const person = someoneAtWork(life, at);
    const host = person?.host ?? life.random.pick(life.cast.workstations);
    const talk = conversation(host, life.controller().ip, 53, life.random);
    return burst(at, life.random).add(2, dns(talk, `intranett.${life.cast.dns}`, [], life.random));
  },
};

export const perimeterActs: readonly Act[] = [sensorEvent, firewallAct, remoteSignIn, machineDns, typoDns];
