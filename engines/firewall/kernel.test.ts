/**
 * The risk: what is written for Linux, and read from it, agrees with itself and not with Linux. Policies go
 * through a real kernel, in a network of their own that ends with the test: loaded by its tools, listed by
 * them, read back, and taken out again.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePrefix } from './address.ts';
import type { Policy } from './policy.ts';
import { createSpace } from './space.ts';
import { policies } from './testing/policies.ts';
import { write } from './writers/index.ts';
import { prove } from './writers/prove.ts';

/**
 * Runs commands beside files of these texts, where there are no interfaces and no rules, and gives back what
 * they left.
 */
function inOwnNetwork(script: string, files: Readonly<Record<string, string>>): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-firewall-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { status, stderr } = spawnSync('unshare', ['--net', 'sh', '-e', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr || 'unshare is not there');
    const left = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
    return (name) => new Map(left).get(name)!;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function missing(script: string): string | undefined {
  try {
    inOwnNetwork(script, {});
    return undefined;
  } catch {
    return 'nftables and iptables are not installed, or this is not root';
  }
}
const absent = missing('nft list ruleset; iptables-save; ip6tables-save');

const withV6 = (policy: Policy): Policy => ({
  ...policy,
  rules: [
    ...policy.rules,
    {
      name: 'IPv6',
      from: 'a',
      to: 'b',
      sources: [parsePrefix('2001:db8::/32')!],
      destinations: [],
      services: [{ protocol: 'icmp' }, { protocol: 'tcp', ports: [104, 106] }],
      action: 'permit',
    },
  ],
});

describe.skipIf(absent)(`Linux${absent === undefined ? '' : ` (skipped: ${absent})`}`, () => {
  test('nftables: listed as text, with numbers and as JSON, it is what was meant; taken back, nothing is left', () => {
    fc.assert(
      fc.property(policies().map(withV6), (policy) => {
        const written = write('nftables', policy);
        const left = inOwnNetwork(
          'nft -f apply; nft list ruleset > shown; nft -a list ruleset > numbered; nft -j list ruleset > json; sh -e rollback; nft list ruleset > after',
          { apply: written.apply, rollback: written.rollback },
        );
        for (const form of ['shown', 'numbered', 'json']) {
          const space = createSpace();
          expect(prove(space, 'nftables', policy, { ...written, shown: left(form) }), form).toEqual([]);
        }
        expect(left('after')).toBe('');
      }),
      { numRuns: 15 },
    );
  });

  test('iptables: saved, it is what was meant; taken back, no chain and no line is left', () => {
    fc.assert(
      fc.property(policies().map(withV6), (policy) => {
        const written = write('iptables', policy);
        const [v4 = '', v6 = ''] = written.apply.split(/^(?=# ip6tables)/m);
        const left = inOwnNetwork(
          'iptables-restore --noflush < v4; ip6tables-restore --noflush < v6; (iptables-save; ip6tables-save) > shown; sh -e rollback; (iptables-save; ip6tables-save) > after',
          { v4, v6, rollback: written.rollback },
        );
        const space = createSpace();
        expect(prove(space, 'iptables', policy, { ...written, shown: left('shown') })).toEqual([]);
        expect(left('after')).not.toMatch(/^-A|^:\S+ -/m);
      }),
      { numRuns: 15 },
    );
  });

  test('the sample of nftables is one that the kernel takes and shows again', () => {
    const sample = readFileSync(new URL('./readers/nftables/samples/edge.nft', import.meta.url), 'utf8');
    expect(inOwnNetwork('nft -f sample; nft list ruleset > shown', { sample })('shown')).toContain('vmap');
  });
});
