/**
 * The risk: an answer about packets that one packet contradicts. Random policies are written in each
 * firewall's own language and read back; then every packet of a small space is decided by hand and compared
 * with what the engine says.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from './analysis.ts';
import { type Change, difference } from './difference.ts';
import { type Kind, kinds } from './model.ts';
import { formatPacket, type Packet } from './packet.ts';
import { type Policy, policyPackets } from './policy.ts';
import { readConfiguration } from './readers/index.ts';
import { createSpace } from './space.ts';
import { decide, packetsBetween, policies, zones } from './testing/policies.ts';
import { write } from './writers/index.ts';
import { prove } from './writers/prove.ts';

const interfaces = zones.map((zone) => ({ name: zone.interface, networks: zone.networks, addresses: [] }));
const ordered: Kind[] = ['iptables', 'cisco-ios'];

/** What kinds of firewall cannot be told is left out; everything else has to come back as it was meant. */
const sayable: Record<Kind, fc.Arbitrary<Policy>> = {
  iptables: policies(),
  nftables: policies(),
  'cisco-ios': policies(),
  'cisco-asa': policies(),
  fortigate: policies().map((policy) => ({ ...policy, before: '7' })),
  'pan-os': policies(),
  azure: policies(),
  aws: policies({ actions: ['permit'], otherwise: ['deny'] }).map((policy) => ({
    ...policy,
    rules: policy.rules.map((rule) => ({ ...rule, destinations: [] })),
  })),
};

test.each(kinds)('%s: what was written reads back as it was meant, for every packet', (kind) => {
  fc.assert(
    fc.property(sayable[kind], (policy) => {
      const space = createSpace();
      const written = write(kind, policy);
      expect(prove(space, kind, policy, written)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test.each(ordered)('%s: every packet is decided as by hand', (kind) => {
  fc.assert(
    fc.property(policies(), (policy) => {
      const space = createSpace();
      const device = readConfiguration(space, kind, write(kind, policy).shown, { interfaces });
      expect(device.problems).toEqual([]);
      const { allowed, sure, permits } = analyse(space, device);
      expect(sure).toBe(allowed);
      zones.forEach((from, i) => {
        zones.forEach((to, j) => {
          if (i === j) return;
          const there = permits(from.interface, to.interface).allowed;
          const meant = policyPackets(space, policy, from.name, to.name);
          const wrong = [...packetsBetween(i, j)].filter((packet) => {
            const passes = decide(policy, from.name, to.name, packet) === 'permit';
            return space.has(there, packet) !== passes || space.has(meant, packet) !== passes;
          });
          expect(wrong.map(formatPacket)).toEqual([]);
        });
      });
    }),
    { numRuns: 40 },
  );
});

test('a text that was changed after it was written is not proved', () => {
  const policy: Policy = {
    name: 'cut',
    zones,
    rules: [
      {
        name: 'smb',
        from: 'a',
        to: 'b',
        sources: [],
        destinations: [],
        services: [{ protocol: 'tcp', ports: [445, 445] }],
        action: 'deny',
      },
    ],
    otherwise: 'permit',
    before: '7',
  };
  for (const kind of kinds.filter((one) => one !== 'aws')) {
    const space = createSpace();
    const written = write(kind, policy);
    const shown = written.shown.replaceAll('445', '446');
    expect(prove(space, kind, policy, written)).toEqual([]);
    expect(prove(space, kind, policy, { ...written, shown }).map(({ meant }) => meant)).toEqual([
      'permit',
      'deny',
    ]);
  }
});

test.each(ordered)('%s: what changed between two snapshots is what changed packet by packet', (kind) => {
  fc.assert(
    fc.property(policies(), policies(), (one, other) => {
      const space = createSpace();
      const [before, after] = [one, other].map((policy) =>
        analyse(space, readConfiguration(space, kind, write(kind, policy).shown, { interfaces })),
      );
      const changes = difference(before!, after!);
      zones.forEach((from, i) => {
        zones.forEach((to, j) => {
          if (i === j) return;
          const told = (change: Change['change'], packet: Packet) =>
            changes.some(
              (one) =>
                one.from === from.interface &&
                one.to === to.interface &&
                one.change === change &&
                space.has(one.packets, packet),
            );
          const wrong = [...packetsBetween(i, j)].filter((packet) => {
            const was = decide(one, from.name, to.name, packet) === 'permit';
            const is = decide(other, from.name, to.name, packet) === 'permit';
            return told('reachable', packet) !== (is && !was) || told('unreachable', packet) !== (was && !is);
          });
          expect(wrong.map(formatPacket)).toEqual([]);
        });
      });
      for (const { packets, example, before: old, after: now } of changes) {
        expect(space.has(packets, example)).toBe(true);
        expect(old.length + now.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 40 },
  );
});

test.each(ordered)('%s: a line that is called dead can be taken out and nothing changes', (kind) => {
  fc.assert(
    fc.property(policies({ maxRules: 5 }), (policy) => {
      const space = createSpace();
      const text = write(kind, policy).shown;
      const device = readConfiguration(space, kind, text);
      const analysis = analyse(space, device);
      const dead = new Set(analysis.deadLines().map(({ line }) => line));
      for (const [name, filter] of device.filters) {
        for (const line of filter.lines) {
          if (!dead.has(line)) continue;
          const filters = new Map(device.filters);
          filters.set(name, { name, lines: filter.lines.filter((other) => other !== line) });
          expect(analyse(space, { ...device, filters }).allowed).toBe(analysis.allowed);
        }
      }
    }),
    { numRuns: 40 },
  );
});

/**
 * One line of a chain: packets of some sources and ports, and what becomes of them. Chains are called only by
 * those before them.
 */
interface ChainLine {
  readonly sources: number;
  readonly port: number | undefined;
  readonly target: string;
}

const chainCount = 4;
const chainLines = (at: number): fc.Arbitrary<ChainLine[]> =>
  fc.array(
    fc.record({
      sources: fc.constantFrom(0, 1, 2, 3, 4),
      port: fc.constantFrom(undefined, 22, 23),
      target: fc.constantFrom(
        '-j ACCEPT',
        '-j DROP',
        '-j RETURN',
        ...Array.from({ length: chainCount - 1 - at }, (_, more) => [
          `-j c${at + more + 1}`,
          `-g c${at + more + 1}`,
        ]).flat(),
      ),
    }),
    { maxLength: 4 },
  );

/** What the kernel does with one packet, line by line. undefined is that it comes back without a verdict. */
function through(chains: readonly ChainLine[][], at: number, host: number, port: number): string | undefined {
  for (const line of chains[at]!) {
    // 4 is any source; otherwise hosts from that one on.
    if ((line.sources !== 4 && host < line.sources) || (line.port ?? port) !== port) continue;
    const [how, target = ''] = line.target.split(' ');
    if (target === 'ACCEPT' || target === 'DROP') return target;
    if (target === 'RETURN') return undefined;
    const verdict = through(chains, Number(target.slice(1)), host, port);
    if (verdict !== undefined || how === '-g') return verdict;
  }
  return undefined;
}

test('iptables: chains that are called, gone to and returned from decide as the kernel does, line by line', () => {
  fc.assert(
    fc.property(
      fc.tuple(...Array.from({ length: chainCount }, (_, at) => chainLines(at))),
      fc.constantFrom('ACCEPT', 'DROP'),
      (chains, policy) => {
        const name = (at: number) => (at === 0 ? 'FORWARD' : `c${at}`);
        const lines = chains.flatMap((list, at) =>
          list.map(({ sources, port, target }) => {
            const source = sources === 4 ? '' : ` -m iprange --src-range 10.0.0.${sources}-10.0.0.3`;
            return `-A ${name(at)}${source}${port === undefined ? '' : ` -p tcp --dport ${port}`} ${target}`;
          }),
        );
        const text = [
          '*filter',
          `:FORWARD ${policy} [0:0]`,
          ...[1, 2, 3].map((at) => `:c${at} - [0:0]`),
          ...lines,
          'COMMIT',
        ].join('\n');
        const space = createSpace();
        const analysis = analyse(space, readConfiguration(space, 'iptables', text, { interfaces }));
        expect(analysis.sure).toBe(analysis.allowed);
        const { allowed } = analysis.permits('eth0', 'eth1');
        const wrong = [...packetsBetween(0, 1)].filter((packet) => {
          if (packet.protocol !== 6) return false;
          const verdict = through(chains, 0, packet.source.bytes[3]!, packet.destinationPort) ?? policy;
          const passes = space.has(allowed, packet);
          const decided = analysis.decidedBy('eth0', 'eth1', space.only(packet), passes ? 'permit' : 'deny');
          return passes !== (verdict === 'ACCEPT') || decided.length !== 1;
        });
        expect(wrong.map(formatPacket)).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});
