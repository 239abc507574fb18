/**
 * The risk: a mistake in the settings that leaves a firewall out without a word, and a sample hospital whose configurations say something
 * else than its flows.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EstateError, loadEstate } from '../load.ts';

const sample = projectPath('content', 'hospitals', 'st-aldhelms');

describe('the sample hospital', () => {
  test('its configurations allow what its flows state, and one rule that nobody stated', async () => {
    const estate = await loadEstate(sample);
    const { view } = estate.firewalls()!;
    expect(view.devices.flatMap(({ problems, limits }) => [...problems, ...limits])).toEqual([]);
    expect(view.without_configuration).toEqual(['sah-fbfw01']);
    expect(view).toMatchObject({ unplaced: [], unseparated: [], too_complex: null });
    expect(view.stated.filter(({ state }) => state !== 'allowed' && state !== 'not seen')).toEqual([]);
    expect(view.stated.filter(({ state }) => state === 'allowed').length).toBeGreaterThan(60);
    expect(view.unstated).toHaveLength(1);
    const [forgotten] = view.unstated;
    expect(forgotten).toMatchObject({
      from: 'supplier-dmz',
      to: 'bedside-vlan',
      services: 'tcp 445, 3389',
      example: { packet: 'tcp 10.64.120.10:49152 -> 10.64.96.10:445', from: 'sah-supjmp01', to: 'sah-cen01' },
      lines: [{ device: 'sah-fw01', file: 'sah-fw01.xml', text: 'rule "central stations upgrade"' }],
      sure: true,
    });
    // It is in the estate like any other flow, and says where it comes from.
    const joined = estate.flows.filter(({ allowed_by }) => allowed_by !== undefined);
    expect(joined.map(({ id }) => id)).toEqual(forgotten!.flows);
    expect(joined.map(({ to }) => to)).toContain('central-stations');
  });

  test('what breaks an assertion is shown with a packet and a line, and what cannot be checked is not said to hold', async () => {
    const { assertions } = (await loadEstate(sample)).firewalls()!.view;
    expect(assertions.map(({ id, state }) => `${state} ${id}`)).toEqual([
      'broken suppliers-bedside',
      'broken users-administer-devices',
      'broken suppliers-administer-devices',
      'not checked guests-to-devices',
      'not checked guests-inside',
      ...['radiotherapy-closed', 'pumps-by-gateway', 'vault-alone', 'results-pass'].map(
        (id) => `holds ${id}`,
      ),
      ...['internet-to-devices', 'devices-to-internet', 'devices-to-management', 'internet-inside'].map(
        (id) => `holds ${id}`,
      ),
    ]);
    for (const { state, proof } of assertions)
      expect(proof?.lines.length ?? 0).toBeGreaterThan(state === 'broken' ? 0 : -1);
  });
});

describe('a folder of configurations', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'cordon-firewalls-'));
    cpSync(sample, dir, { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const problemsWith = async (settings: string, files: Record<string, string> = {}): Promise<string[]> => {
    writeFileSync(join(dir, 'firewalls', 'firewalls.yaml'), settings);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, 'firewalls', name), text);
    const error = await loadEstate(dir).then(
      () => expect.fail('was accepted'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(EstateError);
    return (error as EstateError).problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
  };

  test('every mistake in the settings is named with its line', async () => {
    const problems = await problemsWith(
      `devices:
  - { id: sah-fw01, file: sah-fw01.xml, also: [sah-fw09] }
  - { id: sah-core01, file: notes.txt }
  - { id: sah-fw01, file: sah-core01.cfg }
  - { id: sah-fw02, file: gone.cfg }
interfaces:
  - { device: sah-fw03, name: outside, zones: [outer-space], networks: [10.1.0.0/33] }
assertions:
  - { id: x, name: X, rule: never, from: [nobody], to: ["zones:moon"], services: [tcp 99999] }
  - { id: x, name: X, rule: sometimes, from: [edge], to: [edge] }
colour: []
`,
      { 'notes.txt': 'call the firewall team' },
    );
    expect(problems).toEqual([
      'firewalls/firewalls.yaml:2 devices "sah-fw01": also: no asset has the id "sah-fw09"',
      'firewalls/firewalls.yaml:3 devices "sah-core01": kind: what notes.txt is cannot be told; say it here',
      'firewalls/firewalls.yaml:4 devices "sah-fw01": id: "sah-fw01" has a configuration already',
      'firewalls/firewalls.yaml:5 devices "sah-fw02": file: there is no firewalls/gone.cfg',
      'firewalls/firewalls.yaml:7 interfaces: device: no device here has the id "sah-fw03"',
      'firewalls/firewalls.yaml:7 interfaces: zones: no zone has the id "outer-space"',
      'firewalls/firewalls.yaml:7 interfaces: networks: "10.1.0.0/33" is not a network such as 10.1.0.0/16',
      'firewalls/firewalls.yaml:9 assertions "x": from: "nobody" is no zone, system or asset, and no zones:… or assets:… of a kind',
      'firewalls/firewalls.yaml:9 assertions "x": to: "zones:moon" is no zone, system or asset, and no zones:… or assets:… of a kind',
      'firewalls/firewalls.yaml:9 assertions "x": services: "tcp 99999" is not a service such as tcp 445, udp 53, tcp 135-139 or icmp',
      expect.stringMatching(/^firewalls\/firewalls\.yaml:10 assertions "x": rule: /),
      'firewalls/firewalls.yaml:11 unknown section "colour"; known: devices, interfaces, assertions',
    ]);
  });

  test('a file that no device names, half a file and an interface that is not there are refused', async () => {
    const device = 'devices:\n  - { id: sah-fw01, file: sah-fw01.xml }\n';
    expect(await problemsWith(device)).toEqual([
      'firewalls/sah-core01.cfg:0 no device in firewalls.yaml has this file',
    ]);
    rmSync(join(dir, 'firewalls', 'sah-core01.cfg'));
    const half = { 'sah-fw01.xml': '<config><devices>' };
    expect(await problemsWith(device, half)).toEqual([
      expect.stringMatching(/^firewalls\/sah-fw01\.xml:0 this is not a whole XML document/),
    ]);
    cpSync(join(sample, 'firewalls', 'sah-fw01.xml'), join(dir, 'firewalls', 'sah-fw01.xml'));
    expect(
      await problemsWith(`${device}interfaces:\n  - { device: sah-fw01, name: wan, zones: [internet] }\n`),
    ).toEqual([
      'firewalls/sah-fw01.xml:0 has no interface "wan", which firewalls.yaml names; it has: outside, dmz, suppliers, partners, inside',
    ]);
  });
});
