/**
 * Guards: two machines made one, so that the wrong one is cut off; one made two, so that half of what is known is missed; and an estate
 * that depends on which file was imported first.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findProblems } from '../check.ts';
import type { AssetClaim, Claim } from '../imports/claim.ts';
import type { Key } from '../imports/keys.ts';
import type { EstateData } from '../model.ts';
import { estateDataOf, hospitalSource, reservedIds } from './hospital.ts';
import { merge } from './merge.ts';
import type { MergedEstate, Source } from './merged.ts';
import { loadRules } from './rules.ts';

const rules = loadRules();
const at = (hour: number): string => new Date(Date.UTC(2026, 2, 17, hour)).toISOString();
const asset = (keys: Key[], hour: number | null = 0, fields: AssetClaim['fields'] = {}): AssetClaim => ({
  about: 'asset',
  keys,
  seen_at: hour === null ? null : at(hour),
  fields,
});
const source = (kind: string, ...claims: Claim[]): Source => ({ name: kind, kind, claims });
const keysOf = (estate: MergedEstate) =>
  estate.assets.map(({ keys }) => keys.map(({ key }) => key).join(' ')).sort();

describe('who is who', () => {
  it('joins sources by a key that only one machine has', () => {
    const merged = merge(
      [
        source('defender', asset(['defender:1', 'fqdn:a.x', 'host:a'])),
        source('bloodhound', asset(['sid:s-1', 'fqdn:a.x', 'host:a'])),
        source('nmap', asset(['mac:00:00:00:00:00:01', 'host:a', 'address:10.0.0.1'], 5)),
      ],
      rules,
    );
    expect(keysOf(merged)).toEqual([
      'sid:s-1 defender:1 fqdn:a.x mac:00:00:00:00:00:01 host:a address:10.0.0.1',
    ]);
    expect(merged.assets[0]?.id).toBe('a');
  });

  it('gives an address to who had it at the time, and to nobody later', () => {
    const merged = merge(
      [
        source(
          'dhcp',
          asset(['mac:00:00:00:00:00:01', 'address:10.0.0.1'], 0),
          asset(['mac:00:00:00:00:00:02', 'address:10.0.0.1'], 12),
        ),
        source('nmap', asset(['address:10.0.0.1'], 11)),
        source('nessus', asset(['address:10.0.0.1'], 40)),
      ],
      rules,
    );
    const who = merged.assets.map(({ sources }) => sources.map((one) => one.source).join());
    expect(who.sort()).toEqual(['dhcp', 'dhcp,nmap', 'nessus']);
    expect(keysOf(merged)).toEqual([
      'address:10.0.0.1',
      'mac:00:00:00:00:00:01 address:10.0.0.1',
      'mac:00:00:00:00:00:02 address:10.0.0.1',
    ]);
  });

  it('never joins by name or address what a better key tells apart', () => {
    const merged = merge(
      [
        source('defender', asset(['serial:111111', 'host:a', 'address:10.0.0.1'])),
        source('table', asset(['serial:222222', 'host:a', 'address:10.0.0.1'])),
      ],
      rules,
    );
    expect(merged.assets).toHaveLength(2);
    expect(new Set(merged.assets.map(({ id }) => id)).size).toBe(2);
  });

  it('does not make one laptop of all that stood in one docking station', () => {
    const dock: Key = 'mac:00:00:00:00:00:0d';
    const merged = merge(
      [
        source(
          'defender',
          asset(['defender:1', 'host:l1', dock], 0),
          asset(['defender:2', 'host:l2', dock], 30),
        ),
        source('arp', asset([dock], 31)),
      ],
      rules,
    );
    expect(keysOf(merged)).toEqual([`defender:1 ${dock} host:l1`, `defender:2 ${dock} host:l2`]);
    expect(merged.assets.find(({ sources }) => sources.some((one) => one.source === 'arp'))?.id).toBe('l2');
  });

  it('keeps a machine that was enrolled again as one', () => {
    const merged = merge(
      [
        source(
          'defender',
          asset(['defender:1', 'fqdn:a.x', 'host:a'], 0),
          asset(['defender:2', 'fqdn:a.x', 'host:a'], 40),
        ),
      ],
      rules,
    );
    expect(merged.assets).toHaveLength(1);
  });
});

describe('who is believed', () => {
  it('takes the source that is trusted for the field, and keeps what others say', () => {
    const merged = merge(
      [
        source('hospital', asset(['id:a', 'host:a'], null, { os: 'Windows 7', location: 'CT 1' })),
        source('nmap', asset(['host:a'], 9, { os: 'Linux 4.X', location: 'Room 9' })),
        source('defender', asset(['host:a'], 3, { os: 'Windows 10 22H2' })),
      ],
      rules,
    );
    expect(merged.assets[0]?.fields.os).toEqual({
      value: 'Windows 10 22H2',
      source: 'defender',
      seen_at: at(3),
      others: [
        { value: 'Windows 7', source: 'hospital', seen_at: null },
        { value: 'Linux 4.X', source: 'nmap', seen_at: at(9) },
      ],
    });
    expect(merged.assets[0]?.fields.location?.value).toBe('CT 1');
    // Nobody stated it, so it is unknown.
    expect(merged.assets[0]?.fields.support_ends).toBeUndefined();
  });

  it('believes a person above all', () => {
    const merged = merge(
      [
        source('hand', asset(['host:a'], 0, { os: 'Windows XP' })),
        source('defender', asset(['host:a'], 9, { os: 'Windows 11' })),
      ],
      rules,
    );
    expect(merged.assets[0]?.fields.os?.value).toBe('Windows XP');
  });
});

const keys = fc.subarray<Key>(
  [
    'serial:111111',
    'serial:222222',
    'sid:s-1',
    'sid:s-2',
    'defender:1',
    'fqdn:a.x',
    'fqdn:b.x',
    'mac:00:00:00:00:00:01',
    'mac:00:00:00:00:00:02',
    'host:a',
    'host:b',
    'address:10.0.0.1',
    'address:10.0.0.2',
  ],
  { minLength: 1, maxLength: 4 },
);
/** Each in its own order, as importers give it: the first key is who a claim is about. */
const shuffled = keys.chain((some) => fc.shuffledSubarray(some, { minLength: some.length }));
const assetClaim: fc.Arbitrary<Claim> = fc
  .tuple(
    shuffled,
    fc.option(fc.integer({ min: 0, max: 30 }).map(at)),
    fc.record(
      {
        os: fc.constantFrom('Windows 7', 'Windows 10'),
        hostname: fc.constantFrom('a', 'b.x'),
        zone: fc.constantFrom('wards', 'nowhere'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([some, seen_at, fields]) => ({
    about: 'asset',
    keys: some,
    seen_at,
    fields: fields as AssetClaim['fields'],
  }));
const softwareClaim: fc.Arbitrary<Claim> = fc
  .tuple(keys, fc.constantFrom('p', 'q'))
  .map(([[of], name]) => ({ about: 'software', of: of!, seen_at: at(1), name, version: '1' }));
const claims = fc.array(fc.oneof({ weight: 4, arbitrary: assetClaim }, softwareClaim), { maxLength: 8 });
const sources = fc
  .tuple(claims, claims, claims)
  .map(([a, b, c]) => [source('defender', ...a), source('nmap', ...b), source('table', ...c)]);

const folder: EstateData = {
  organisations: [{ id: 'org', name: 'Org', ods_code: 'X', domains: [] }],
  sites: [
    { id: 'main', name: 'Main', organisation: 'org' },
    { id: 'annexe', name: 'Annexe', organisation: 'org' },
  ],
  services: [],
  wards: [],
  suppliers: [],
  systems: [
    { id: 'a', name: 'A system with the name of a host', kind: 'EPR', supplier: null, organisation: 'org' },
  ],
  dependencies: [],
  zones: [{ id: 'wards', name: 'Wards', cidrs: ['10.0.0.0/24'], kind: 'clinical' }],
  flows: [],
  assets: [
    {
      id: 'own',
      hostname: 'B',
      addresses: ['10.0.0.2'],
      kind: 'server',
      os: 'Linux',
      support_ends: null,
      zone: 'wards',
      site: 'main',
      system: 'a',
      location: '',
      notes: '',
    },
  ],
  accounts: [],
  rights: [],
  trusts: [],
};

describe('whatever is said', () => {
  it('comes out the same in any order', () => {
    fc.assert(
      fc.property(
        sources.chain((some) =>
          fc.tuple(
            fc.constant(some),
            fc.shuffledSubarray(some, { minLength: 3 }),
            fc.infiniteStream(fc.nat()),
          ),
        ),
        ([some, others]) => {
          const reversed = others.map((one) => ({ ...one, claims: [...one.claims].reverse() }));
          expect(merge(reversed, rules)).toEqual(merge(some, rules));
        },
      ),
    );
  });

  it('changes nothing when it is said twice', () => {
    fc.assert(
      fc.property(sources, (some) => {
        const once = merge(some, rules);
        const twice = merge(
          some.map((one) => ({
            ...one,
            claims: [...one.claims, ...one.claims.filter(({ about }) => about === 'asset')],
          })),
          rules,
        );
        expect(twice).toEqual(once);
      }),
    );
  });

  it('goes with its source, and nothing else does', () => {
    fc.assert(
      fc.property(sources, (some) => {
        const said = (estate: MergedEstate) =>
          new Set(
            estate.assets.flatMap((one) =>
              one.keys.flatMap(({ key, sources: who }) => who.map((name) => `${name} ${key}`)),
            ),
          );
        const without = merge(some.slice(1), rules);
        const kept = [...said(merge(some, rules))].filter((one) => !one.startsWith('defender '));
        expect([...said(without)].sort()).toEqual(kept.sort());
        expect(JSON.stringify(without.assets)).not.toContain('"source":"defender"');
      }),
    );
  });

  it('makes an estate that is sound, with every id its own', () => {
    fc.assert(
      fc.property(sources, fc.boolean(), (some, described) => {
        const base = described ? folder : null;
        const merged = merge(
          base ? [hospitalSource(base), ...some] : some,
          rules,
          base ? reservedIds(base) : new Set(),
        );
        const data = estateDataOf(merged, base, { id: 'org', name: 'Org', ods_code: '', domains: [] });
        // Somebody may see an asset outside the zone that the folder gives it.
        expect(findProblems(data).filter(({ message }) => !message.includes('outside its zone'))).toEqual([]);
        expect(data.assets).toHaveLength(merged.assets.length);
      }),
    );
  });
});
