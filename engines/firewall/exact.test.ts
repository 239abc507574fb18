/**
 * The risk: an answer about packets that one packet contradicts. Random policies are written in each firewall's own language and read
 * back; then every packet of a small space is decided by hand and compared with what the engine says.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from './analysis.ts';
import { type Change, difference } from './difference.ts';
import type { Kind } from './model.ts';
import { formatPacket, type Packet } from './packet.ts';
import { among, policyPackets } from './policy.ts';
import { readConfiguration } from './readers/index.ts';
import { createSpace } from './space.ts';
import { decide, packetsBetween, policies, zones } from './testing/policies.ts';
import { write } from './writers/index.ts';

const interfaces = zones.map((zone) => ({ name: zone.interface, networks: zone.networks, addresses: [] }));
const ordered: Kind[] = ['iptables', 'cisco-ios'];

test.each(ordered)(
  '%s: every packet is decided as by hand, and what was written reads back the same',
  (kind) => {
    fc.assert(
      fc.property(policies(), (policy) => {
        const space = createSpace();
        const device = readConfiguration(space, kind, write(kind, policy).apply, { interfaces });
        expect(device.problems).toEqual([]);
        const { allowed, sure, permits } = analyse(space, device);
        expect(sure).toBe(allowed);
        zones.forEach((from, i) => {
          zones.forEach((to, j) => {
            if (i === j) return;
            const there = permits(from.interface, to.interface).allowed;
            const routed = space.and(among(space, 'destination', to.networks), space.openers);
            expect(space.and(there, routed)).toBe(
              space.and(policyPackets(space, policy, from.name, to.name), routed),
            );
            for (const packet of packetsBetween(i, j)) {
              expect(space.has(there, packet), formatPacket(packet)).toBe(
                decide(policy, from.name, to.name, packet) === 'permit',
              );
            }
          });
        });
      }),
      { numRuns: 60 },
    );
  },
);

test.each(ordered)('%s: what changed between two snapshots is what changed packet by packet', (kind) => {
  fc.assert(
    fc.property(policies(), policies(), (one, other) => {
      const space = createSpace();
      const [before, after] = [one, other].map((policy) =>
        analyse(space, readConfiguration(space, kind, write(kind, policy).apply, { interfaces })),
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

test.each(ordered)('%s: a line is called dead exactly when taking it out changes nothing', (kind) => {
  fc.assert(
    fc.property(policies({ maxRules: 5 }), (policy) => {
      const space = createSpace();
      const text = write(kind, policy).apply;
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
