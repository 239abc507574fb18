/** The risks: a configuration that is said to stop what it lets through, nonsense that is said to stop nothing, an exit code that lets a broken change go live. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { firewallAskCommand } from './firewall-ask.ts';
import { firewallCheckCommand } from './firewall-check.ts';
import { firewallCompareCommand } from './firewall-compare.ts';
import { firewallShowCommand } from './firewall-show.ts';

const estate = projectPath('content', 'hospitals', 'st-aldhelms');
const core = join(estate, 'firewalls', 'sah-core01.cfg');
const perimeter = join(estate, 'firewalls', 'sah-fw01.xml');
const router = projectPath('engines', 'firewall', 'readers', 'cisco-ios', 'samples', 'edge.cfg');
const folder = mkdtempSync(join(tmpdir(), 'cordon-firewall-'));
const fileWith = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true }));

let out = '';
beforeEach(() => {
  out = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  return () => spy.mockRestore();
});
const ask = (path: string, question: string, options: { estate?: string } = {}) =>
  firewallAskCommand(path, question.split(' '), { ...options, format: 'table' });

test('show: what passes, the lines that never decide, with those before them, and what was not understood', () => {
  const text = firewallShowCommand(router, { format: 'table' });
  expect(text).toContain('edge.cfg: cisco-ios, core-sw1');
  expect(text).toMatch(/GigabitEthernet0\/0 > GigabitEthernet0\/1: udp 67\n/);
  expect(text).toMatch(
    /!! edge\.cfg:46 50 permit udp .*\n.*lines before it decide otherwise: 43 20 deny ip any/,
  );
  expect(text).toMatch(/NOT UNDERSTOOD.*\(1\)\n.*edge\.cfg:55 .*time-range OFFICE-HOURS/);
  const json = JSON.parse(firewallShowCommand(router, { format: 'json' })) as { dead: { why: string }[] };
  expect(json.dead.map(({ why }) => why)).toEqual(['redundant', 'shadowed']);
});

test('ask: an address, an interface, a name of the estate; each answer has a packet and a line', async () => {
  expect(await ask(core, 'from 10.64.16.10 to 10.64.64.30 on tcp 445')).toBe(1);
  expect(out).toMatch(
    /^ALL OF IT PASSES: tcp 445\n {2}tcp 10\.64\.16\.10:49152 -> 10\.64\.64\.30:445\n {2}sah-core01\.cfg:\d+ permit tcp/,
  );
  out = '';
  expect(await ask(core, 'from Vlan16 to Vlan104')).toBe(0);
  expect(out).toMatch(/^NOTHING PASSES\n {2}tcp .*\n {2}sah-core01\.cfg:\d+ deny ip any any log\n/);
  out = '';
  expect(await ask(core, 'from user-lan to sah-ct01 on tcp 104-445', { estate })).toBe(1);
  expect(out).toMatch(/^SOME OF IT PASSES: tcp 104, 445\n/);
  expect(out).toMatch(/STOPPED: tcp 105-444\n/);
  out = '';
  // An interface is all hosts behind it, also those that a route leads to.
  expect(await ask(perimeter, 'from suppliers to inside on tcp 3389')).toBe(1);
  expect(out).toMatch(/^SOME OF IT PASSES: tcp 3389\n/);
  out = '';
  expect(await ask(core, 'from 10.64.16.10 to 10.64.16.11')).toBe(0);
  expect(out).toMatch(/^NOT BY THIS DEVICE/);
  out = '';
  // Only the device knows when office hours are.
  expect(await ask(router, 'from 10.20.0.9 to 10.30.1.8 on tcp 443')).toBe(1);
  expect(out).toMatch(/^IT MAY PASS/);
});

test('questions and files that are nonsense are refused, with what to do', async () => {
  const code = (code: string) => expect.objectContaining({ code });
  await expect(ask(core, 'whether 10.64.16.10 is evil')).rejects.toEqual(code('QUESTION'));
  await expect(ask(core, 'from 10.64.16.10 to 10.64.64.30 on http3')).rejects.toEqual(code('QUESTION'));
  await expect(ask(core, 'from wards to 10.64.64.30')).rejects.toEqual(code('UNKNOWN_END'));
  const show = (path: string, as?: string) => () =>
    firewallShowCommand(path, { format: 'table', ...(as !== undefined && { as }) });
  expect(show(join(folder, 'none.cfg'))).toThrow(code('UNREADABLE'));
  expect(show(folder)).toThrow(code('UNREADABLE'));
  const notes = fileWith('notes.txt', 'Ring the firewall team on Monday.\n');
  expect(show(notes)).toThrow(code('NOT_A_FIREWALL'));
  expect(show(notes, 'cisco-ios')).toThrow(code('CONFIGURATION'));
  expect(show(notes, 'cisco')).toThrow(code('NO_SUCH_KIND'));
  expect(show(fileWith('half.xml', readFileSync(perimeter, 'utf8').slice(0, 4_000)))).toThrow(
    code('CONFIGURATION'),
  );
});

test('compare: what a change opens and closes, between interfaces and between zones, and nothing where nothing changed', async () => {
  const text = readFileSync(core, 'utf8');
  const changed = fileWith(
    'core-new.cfg',
    text
      .replace(/^ permit tcp object-group NET-USER-LAN 10\.64\.64\.0 0\.0\.3\.255 eq 3389\n/m, '')
      .replace(
        'ip access-list extended IMAGING\n',
        'ip access-list extended IMAGING\n permit tcp host 10.64.84.11 host 10.64.64.30 eq 445\n',
      ),
  );
  expect(await firewallCompareCommand([core, core], { format: 'table' })).toBe(0);
  expect(out).toBe('The same packets pass as before.\n');
  out = '';
  expect(await firewallCompareCommand([core, changed], { format: 'table' })).toBe(1);
  expect(out).toMatch(/^3 changes\n/);
  expect(out).toMatch(/- NEWLY DENIED {2}Vlan16 > Vlan64: tcp 3389\n/);
  out = '';
  expect(await firewallCompareCommand([core, changed], { estate, format: 'json' })).toBe(1);
  const changes = JSON.parse(out) as Record<string, unknown>[];
  expect(changes.map(({ change, from, to, services }) => [change, from, to, services])).toEqual([
    ['newly denied', 'user-lan', 'server-lan', 'tcp 3389'],
    ['newly allowed', 'imaging-vlan', 'server-lan', 'tcp 445'],
  ]);
  expect(changes[1]).toMatchObject({
    example: 'tcp 10.64.84.11:49152 -> 10.64.64.30:445',
    before: [{ file: 'sah-core01.cfg', text: 'deny ip any any log' }],
    after: [{ file: 'core-new.cfg', text: 'permit tcp host 10.64.84.11 host 10.64.64.30 eq 445' }],
  });
});

test('check: broken assertions and a forgotten rule end with 1, and a change that mends them is seen before it is made', async () => {
  expect(await firewallCheckCommand([], { estate, format: 'table' })).toBe(1);
  expect(out).toContain('No configuration of sah-fbfw01');
  expect(out).toMatch(
    /!! BROKEN +Suppliers never reach bedside devices\n.*sah-supjmp01 to sah-cen01\)\n.*sah-fw01\.xml:\d+ rule "central stations upgrade"/,
  );
  expect(out).toContain('ALLOWED, AND STATED NOWHERE (1)');
  out = '';
  const mended = readFileSync(perimeter, 'utf8').replace(
    /<entry name="central stations upgrade">/,
    '$&<disabled>yes</disabled>',
  );
  await firewallCheckCommand([fileWith('new-perimeter.xml', mended)], { estate, format: 'table' });
  expect(out).toContain('sah-fw01, sah-fw02: new-perimeter.xml, pan-os, 25 lines');
  expect(out).toMatch(/ {3}holds +Suppliers never reach bedside devices/);
  expect(out).toContain('ALLOWED, AND STATED NOWHERE (0)');
});

test('check: a hospital without a folder of configurations is checked with the files that are given', async () => {
  await expect(firewallCheckCommand([], { estate: bare(), format: 'table' })).rejects.toMatchObject({
    code: 'NO_FIREWALLS',
  });
  await firewallCheckCommand([core], { estate: bare(), format: 'json' });
  const view = JSON.parse(out) as { devices: { id: string }[]; assertions: { id: string; state: string }[] };
  expect(view.devices.map(({ id }) => id)).toEqual(['sah-core01']);
  expect(view.assertions.find(({ id }) => id === 'users-administer-devices')?.state).toBe('broken');
});

function bare(): string {
  const dir = mkdtempSync(join(folder, 'hospital-'));
  for (const name of [
    'hospital.yaml',
    'systems.csv',
    'flows.csv',
    'assets.csv',
    'accounts.csv',
    'rights.csv',
    'dependencies.csv',
  ])
    writeFileSync(join(dir, name), readFileSync(join(estate, name)));
  return dir;
}
