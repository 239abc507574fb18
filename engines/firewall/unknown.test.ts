/**
 * The risk: a line that is half understood, which a reader takes for less than it may do. Random policies are
 * written, one line gets something that no reader knows, and the answers have to become less certain there
 * and nowhere better.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from './analysis.ts';
import { nothing } from './diagrams.ts';
import type { Kind } from './model.ts';
import { readConfiguration } from './readers/index.ts';
import { createSpace } from './space.ts';
import { policies, zones } from './testing/policies.ts';
import { write } from './writers/index.ts';

const interfaces = zones.map((zone) => ({ name: zone.interface, networks: zone.networks, addresses: [] }));

/** Where lines of rules are, and the same line with a condition that nobody knows. */
const spoiled: Partial<Record<Kind, readonly [RegExp, string]>> = {
  iptables: [
    /^-A test-policy (.*)-m comment .* -j (ACCEPT|DROP)$/gm,
    '-A test-policy $1-m phase-of-moon --full -j $2',
  ],
  nftables: [/^(\t\t.*)(accept|drop) comment/gm, '$1phase full $2 comment'],
  'cisco-ios': [/^ ((?:permit|deny) .* .*)$/gm, ' $1 phase-of-moon'],
  fortigate: [/set schedule "always"/g, 'set schedule "full moon"'],
  'pan-os': [/<action>/g, '<schedule>full moon</schedule><action>'],
  azure: [/"sourcePortRange": "\*"/g, '"sourcePortRange": "moon"'],
};

test.each(Object.entries(spoiled) as [Kind, readonly [RegExp, string]][])(
  '%s: a condition that is not known makes nothing safer and nothing surer',
  (kind, [line, replacement]) => {
    fc.assert(
      fc.property(policies(), fc.nat(), (policy, which) => {
        const text = write(kind, { ...policy, before: '7' }).shown;
        const places = [...text.matchAll(line)];
        fc.pre(places.length > 0);
        const { index, 0: found } = places[which % places.length]!;
        const changed = found.replace(new RegExp(line.source, line.flags.replace('g', '')), replacement);
        const space = createSpace();
        const [before, after] = [text, text.slice(0, index) + changed + text.slice(index + found.length)].map(
          (one) => analyse(space, readConfiguration(space, kind, one, { interfaces })),
        );
        expect(after!.device.problems.length).toBeGreaterThan(0);
        expect(space.minus(before!.allowed, after!.allowed)).toBe(nothing);
        expect(space.minus(after!.sure, before!.sure)).toBe(nothing);
        expect(space.minus(after!.sure, after!.allowed)).toBe(nothing);
      }),
      { numRuns: 30 },
    );
  },
);
