/** The risk: an inventory with a mistake in it that is silently half read, or a hostile one that stops Cordon. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EstateError, loadEstate } from './index.ts';

const sound = `organisations:
  - { id: trust, name: Trust, ods_code: Z9Z9Z, domains: [TRUST] }
sites:
  - { id: main, name: Main, organisation: trust }
services:
  - { id: ward, name: Ward, sites: [main], urgency: 2, harm: Late care., tolerable_downtime_minutes: null, fallback: null }
suppliers: []
systems:
  - { id: record, name: Record, kind: EPR, supplier: null, organisation: trust }
dependencies:
  - { from: ward, to: record, strength: stops }
zones:
  - { id: users, name: Users, kind: user, cidrs: [10.1.0.0/16] }
  - { id: servers, name: Servers, kind: server, cidrs: [10.2.0.0/16, "fd00:2::/32"] }
flows:
  - { id: use, from: users, to: record, protocol: tcp, ports: ["443"], purpose: Use }
`;
const assets = `id,hostname,addresses,kind,os,support_ends,zone,site,system,location,notes
pc-1,PC-1,10.1.0.1,workstation,Windows 11,2027-10-12,users,main,,Ward 1,
srv-1,SRV-1.trust.example,10.2.0.1 fd00:2::1,server,Windows Server 2022,,servers,main,record,,"Says ""hello"", twice"
`;
const accounts = `id,name,display_name,role,kind,usual_asset
nurse-1,ward.nurse1,Ward nurse 1,nurse,person,pc-1
`;

async function load(files: Record<string, string | Uint8Array>) {
  const dir = await mkdtemp(join(tmpdir(), 'estate-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    return await loadEstate(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function problemsOf(files: Record<string, string | Uint8Array>): Promise<string[]> {
  const error = await load(files).then(
    () => expect.fail('was accepted'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EstateError);
  const { problems, message } = error as EstateError;
  for (const problem of problems) expect(message).toContain(problem.message);
  return problems.map(({ file, line, message: text }) => `${file}:${line} ${text}`);
}

test('a sound folder is read whole, and an empty cell is unknown rather than empty', async () => {
  const estate = await load({
    'hospital.yaml': sound,
    'assets.csv': `\uFEFF${assets}`,
    'accounts.csv': accounts,
  });
  expect(estate.asset('srv-1')).toMatchObject({
    addresses: ['10.2.0.1', 'fd00:2::1'],
    support_ends: null,
    system: 'record',
    location: '',
    notes: 'Says "hello", twice',
  });
  expect(estate.asset('pc-1')?.system).toBeNull();
  expect(estate.account('ward.nurse1')?.usual_asset).toBe('pc-1');
});

test('a list given as a table joins the one in YAML; optional columns and cells may be left out, needed ones not', async () => {
  const flows = 'id,from,to,protocol,ports,purpose\nlogon,users,servers,tcp,88 445 49152-65535,Logon\n';
  const systems = 'id,name,kind,supplier,organisation\npacs,PACS,PACS,,trust\n';
  const files = { 'hospital.yaml': sound, 'assets.csv': assets, 'flows.csv': flows, 'systems.csv': systems };
  const estate = await load(files);
  expect(estate.flows.map(({ id, ports }) => [id, ...ports])).toEqual([
    ['use', '443'],
    ['logon', '88', '445', '49152-65535'],
  ]);
  expect(estate.system('pacs')).toEqual({
    id: 'pacs',
    name: 'PACS',
    kind: 'PACS',
    supplier: null,
    organisation: 'trust',
  });
  expect(await problemsOf({ ...files, 'flows.csv': flows.replace(',Logon', ',') })).toEqual([
    expect.stringMatching(/^flows\.csv:2 flows "logon": purpose: /),
  ]);
});

test('every broken reference, address, range, port and date is named at once, with its file and line', async () => {
  const yaml = `organisations:
  - { id: trust, name: Trust, ods_code: Z9Z9Z, parent: ministry }
sites:
  - { id: main, name: Main, organisation: nobody }
services:
  - id: ward
    name: Ward
    sites: [annexe]
    urgency: 2
    harm: Late care.
    tolerable_downtime_minutes: null
    fallback: null
systems:
  - { id: record, name: Record, kind: EPR, supplier: ghost, organisation: trust }
  - { id: ward, name: Clash, kind: EPR, supplier: null, organisation: trust }
dependencies:
  - { from: record, to: ward-9, strength: stops }
zones:
  - { id: net, name: Internet, kind: internet, cidrs: [0.0.0.0/0] }
  - { id: users, name: Users, kind: user, cidrs: [10.1.0.0/16] }
  - { id: guests, name: Guests, kind: guest, cidrs: [10.1.128.0/17] }
  - { id: devices, name: Devices, kind: device, cidrs: [10.3.0.1/16, 10.4.0.0/33, nonsense] }
  - { id: wide, name: Wide, kind: user, cidrs: [10.1.4.0/24] }
flows:
  - { id: a, from: users, to: nowhere, protocol: tcp, ports: ["0", "70000", "20-10", http, "80-"] }
  - { id: b, from: users, to: record, protocol: tcp, ports: [], purpose: None }
  - { id: c, from: users, to: record, protocol: icmp, ports: ["8"], purpose: Ping }
`.replace('"80-"] }', '"80-"], purpose: Bad }');
  const csv = `id,hostname,addresses,kind,os,support_ends,zone,site,system,location,notes
pc-1,PC-1,10.2.0.1,workstation,W,2027-02-30,users,main,,,
pc-1,pc-1,10.1.0.9 10.1.0.300,workstation,W,soon,users,main,missing,,
pc-3,PC-3,10.1.0.9,workstation,W,,nozone,main,,,
`;
  const people = `id,name,display_name,role,kind,usual_asset
a-1,same,A,r,person,pc-9
a-2,SAME,B,r,person,
`;
  expect(await problemsOf({ 'hospital.yaml': yaml, 'assets.csv': csv, 'accounts.csv': people })).toEqual([
    'hospital.yaml:2 organisations "trust": parent: no organisation has the id "ministry"',
    'hospital.yaml:4 sites "main": organisation: no organisation has the id "nobody"',
    'hospital.yaml:8 services "ward": sites: no site has the id "annexe"',
    'hospital.yaml:14 systems "record": supplier: no supplier has the id "ghost"',
    'hospital.yaml:15 systems "ward": id: "ward" is already the id of another of the services',
    'hospital.yaml:17 dependencies: to: no system or supplier has the id "ward-9"',
    'hospital.yaml:21 zones "guests": cidrs: 10.1.128.0/17 overlaps 10.1.0.0/16 of zone "users" (user)',
    'hospital.yaml:22 zones "devices": cidrs: "10.3.0.1/16" is not a range such as 10.1.0.0/16 with no bits set after the prefix',
    'hospital.yaml:22 zones "devices": cidrs: "10.4.0.0/33" is not a range such as 10.1.0.0/16 with no bits set after the prefix',
    'hospital.yaml:22 zones "devices": cidrs: "nonsense" is not a range such as 10.1.0.0/16 with no bits set after the prefix',
    'hospital.yaml:25 flows "a": to: no zone, system or asset has the id "nowhere"',
    ...['0', '70000', '20-10', 'http', '80-'].map(
      (port) =>
        `hospital.yaml:25 flows "a": ports: "${port}" is not a port from 1 to 65535, a range such as 135-139, or "any"`,
    ),
    'hospital.yaml:26 flows "b": ports: no port: write "any" when every port is meant',
    'hospital.yaml:27 flows "c": ports: icmp has no ports',
    'assets.csv:2 assets "pc-1": support_ends: "2027-02-30" is not a date such as 2027-01-12',
    'assets.csv:2 assets "pc-1": addresses: 10.2.0.1 is outside its zone "users"',
    'assets.csv:3 assets "pc-1": id: "pc-1" is already the id of another of the assets',
    'assets.csv:3 assets "pc-1": system: no system has the id "missing"',
    'assets.csv:3 assets "pc-1": hostname: "pc-1" is also the name of "pc-1"',
    'assets.csv:3 assets "pc-1": support_ends: "soon" is not a date such as 2027-01-12',
    'assets.csv:3 assets "pc-1": addresses: "10.1.0.300" is not an address',
    'assets.csv:4 assets "pc-3": zone: no zone has the id "nozone"',
    'assets.csv:4 assets "pc-3": addresses: 10.1.0.9 is also the address of "pc-1"',
    'accounts.csv:2 accounts "a-1": usual_asset: no asset has the id "pc-9"',
    'accounts.csv:3 accounts "a-2": name: "SAME" is also the name of "a-1"',
  ]);
});

test('a misspelt section, field or column is named instead of being read as nothing', async () => {
  const yaml = sound.replace('suppliers: []', 'supliers: []').replace('kind: EPR,', 'kind: EPR, owner: me,');
  const csv = assets.replace('support_ends', 'supportends');
  const problems = await problemsOf({ 'hospital.yaml': yaml, 'assets.csv': csv });
  expect(problems[0]).toMatch(/^hospital\.yaml:7 unknown section "supliers"/);
  expect(problems[1]).toBe('hospital.yaml:9 systems "record": unknown field "owner"');
  expect(problems).toContainEqual(expect.stringMatching(/^assets\.csv:1 unknown column "supportends"/));
  expect(problems).toContainEqual('assets.csv:1 column "support_ends" is missing');
});

test('wrong types and values are named by field, and what refers to such a row is not blamed for it', async () => {
  const yaml = sound.replace('urgency: 2', 'urgency: 7').replace('strength: stops', 'strength: maybe');
  const problems = await problemsOf({
    'hospital.yaml': yaml,
    'assets.csv': assets.replace('workstation', 'toaster'),
    'accounts.csv': accounts,
  });
  expect(problems).toEqual([
    expect.stringMatching(/^hospital\.yaml:6 services "ward": urgency: /),
    expect.stringMatching(/^hospital\.yaml:11 dependencies: strength: /),
    expect.stringMatching(/^assets\.csv:2 assets "pc-1": kind: /),
  ]);
});

test('rows with too many cells, quotes left open and broken YAML are named by line, not thrown', async () => {
  expect(await problemsOf({ 'hospital.yaml': sound, 'assets.csv': `${assets}pc-2,PC-2,too,few\n` })).toEqual([
    expect.stringMatching(/^assets\.csv:4 /),
  ]);
  expect(await problemsOf({ 'hospital.yaml': sound, 'assets.csv': `${assets}pc-2,"PC-2,10.1.0.2` })).toEqual([
    expect.stringMatching(/^assets\.csv:\d+ /),
  ]);
  expect(await problemsOf({ 'hospital.yaml': 'zones:\n  - { id: a\n  - b' })).toContainEqual(
    expect.stringMatching(/^hospital\.yaml:\d+ /),
  );
  expect(await problemsOf({ 'hospital.yaml': '- just a list' })).toHaveLength(1);
  expect(await problemsOf({ 'hospital.yaml': 'zones: 5\nsites: null\n' })).toEqual([
    'hospital.yaml:1 section "zones" is not a list',
  ]);
  expect(await problemsOf({})).toEqual(['hospital.yaml:0 cannot be read (ENOENT)']);
});

test('aliases that unfold without end, nesting without end and bytes that are no text do not stop the program', async () => {
  const bomb = ['a: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i++)
    bomb.push(
      `b${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  await problemsOf({ 'hospital.yaml': `${bomb.join('\n')}\nzones: [{ id: *a11 }]\n` });
  for (const deep of [
    'zones: '.concat('['.repeat(30_000)),
    `zones:\n${'- '.repeat(30_000)}`,
    nested(2_000),
  ]) {
    expect(await problemsOf({ 'hospital.yaml': deep })).toEqual([
      expect.stringMatching(/nested more than 50 deep$/),
    ]);
  }
  await problemsOf({ 'hospital.yaml': Uint8Array.from({ length: 4096 }, (_, i) => (i * 31) % 256) });
  await problemsOf({
    'hospital.yaml': sound,
    'assets.csv': Uint8Array.from({ length: 4096 }, (_, i) => (i * 57) % 256),
  });
});

const nested = (depth: number) =>
  Array.from({ length: depth }, (_, i) => `${' '.repeat(i)}zones:`).join('\n');
