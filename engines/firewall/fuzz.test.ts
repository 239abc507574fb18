/**
 * Risk: a configuration that somebody else wrote, broken or hostile, crashes a reader, hangs it, makes it eat
 * memory, or has a part of it left out without a word.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { analyse } from './analysis.ts';
import { nothing, TooComplex } from './diagrams.ts';
import { type Device, type Kind, kinds } from './model.ts';
import { readConfiguration } from './readers/index.ts';
import { kindOf } from './readers/kind-of.ts';
import { createSpace } from './space.ts';

const CASES = 150;
/** Per case of a few KB: a hundred times what it takes, so that only a hang or a blow-up fails. */
const LIMIT_MS = 5_000;

function samplesOf(kind: Kind): string[] {
  const folder = new URL(`./readers/${kind}/samples/`, import.meta.url);
  return readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
}

/** Everything that is asked of a device, or the refusal that a reader may answer with. */
function examine(kind: Kind, text: string): Device | undefined {
  const space = createSpace({ maxNodes: 1_000_000 });
  let device: Device;
  try {
    device = readConfiguration(space, kind, text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError || error instanceof TooComplex)
      return undefined;
    throw error;
  }
  const analysis = analyse(space, device);
  // What surely passes also may pass.
  expect(space.minus(analysis.sure, analysis.allowed)).toBe(nothing);
  analysis.deadLines();
  const [from, to] = device.interfaces;
  if (from !== undefined && to !== undefined) analysis.permits(from.name, to.name);
  for (const { line, what } of [...device.problems, ...device.limits]) {
    expect(line).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
    expect(what).not.toBe('');
  }
  return device;
}

test.each(kinds)(`%s: ${CASES} mutated samples`, (kind) => {
  const random = randomBySeed(20_261_130);
  const pick = (below: number) => Math.floor(random() * below);
  const seeds = samplesOf(kind);
  let read = 0;
  for (let n = 0; n < CASES; n++) {
    const text = mutate(seeds[n % seeds.length]!, pick);
    const start = performance.now();
    if (examine(kind, text) !== undefined) read++;
    expect(performance.now() - start, `case ${n}`).toBeLessThan(LIMIT_MS);
  }
  // XML and JSON are refused when they are not whole; lines are not.
  const byLine = !['pan-os', 'aws', 'azure'].includes(kind);
  expect(read).toBeGreaterThanOrEqual(byLine && kind !== 'nftables' ? CASES : 1);
});

test.each(kinds)('%s: its samples are known for what they are', (kind) => {
  for (const sample of samplesOf(kind)) expect(kindOf(sample)).toBe(kind);
});

test.each(kinds)('%s: bytes that mean nothing, and a sample cut off anywhere', (kind) => {
  const random = randomBySeed(7);
  for (let n = 0; n < 20; n++) {
    const bytes = Uint8Array.from({ length: 2_000 }, () => Math.floor(random() * 256));
    examine(kind, Buffer.from(bytes).toString(n % 2 === 0 ? 'latin1' : 'utf8'));
  }
  const [sample = ''] = samplesOf(kind);
  for (let part = 1; part < 20; part++) examine(kind, sample.slice(0, (sample.length * part) / 20));
  examine(kind, '');
});

test('chains and groups that name themselves or each other end, and a chain that does counts as unknown', () => {
  const loop =
    '*filter\n:FORWARD DROP [0:0]\n:a - [0:0]\n:b - [0:0]\n-A FORWARD -j a\n-A a -j b\n-A b -j a\nCOMMIT\n';
  expect(examine('iptables', loop)!.problems.map(({ line }) => line)).toEqual([7]);
  const groups =
    'object-group network A\n group-object B\nobject-group network B\n group-object A\n host 10.0.0.1\nip access-list extended L\n permit ip object-group A any\ninterface i\n ip access-group L in\n';
  expect(examine('cisco-ios', groups)!.problems).toEqual([]);
  const missing =
    'ip access-list extended L\n permit ip object-group NOBODY any\ninterface i\n ip access-group L in\n';
  const space = createSpace();
  const device = readConfiguration(space, 'cisco-ios', missing);
  expect(device.problems).toHaveLength(1);
  // Unknown is worse than bad: it may be anybody, and nobody for sure.
  const { allowed, sure } = analyse(space, device).permits('i', 'j');
  expect(allowed).not.toBe(nothing);
  expect(sure).toBe(nothing);
});

test('chains that each call the next one twice take no longer than there are lines', () => {
  const depth = 3_000;
  const chain = (at: number) =>
    `-A c${at} -s 10.0.0.0/9 -j c${at + 1}\n-A c${at} -d 10.128.0.0/9 -j c${at + 1}\n`;
  const text = [
    '*filter\n:FORWARD DROP [0:0]\n',
    ...Array.from({ length: depth + 1 }, (_, at) => `:c${at} - [0:0]\n`),
    '-A FORWARD -j c0\n',
    ...Array.from({ length: depth }, (_, at) => chain(at)),
    `-A c${depth} -p tcp -j ACCEPT\nCOMMIT\n`,
  ].join('');
  expect(examine('iptables', text)!.problems).toEqual([]);
});

test('groups nested ten thousand deep, and tables nested without end', () => {
  const deep = Array.from(
    { length: 10_000 },
    (_, at) => `object-group network G${at}\n group-object G${at + 1}\n`,
  ).join('');
  const list =
    'object-group network G10000\n host 10.0.0.1\nip access-list extended L\n permit ip object-group G0 any\n';
  expect(examine('cisco-ios', deep + list)!.problems).toEqual([]);
  expect(examine('fortigate', 'config x\n'.repeat(100_000))!.problems).toHaveLength(1);
  expect(examine('nftables', `{${'"nftables":[{'.repeat(50_000)}`)).toBeUndefined();
  expect(examine('nftables', `table inet t {\nchain c {\n${'{'.repeat(100_000)}\n`)!.problems).not.toEqual(
    [],
  );
});

test.each(['iptables', 'cisco-ios', 'cisco-asa', 'fortigate'] as const)(
  '%s: a hundred thousand lines are read',
  (kind) => {
    const host = (at: number) => `10.0.0.${at & 63}`;
    const make: Record<typeof kind, (at: number) => string> = {
      iptables: (at) => `-A FORWARD -s ${host(at)}/32 -p tcp -m tcp --dport ${at % 50} -j ACCEPT\n`,
      'cisco-ios': (at) => ` permit tcp host ${host(at)} any eq ${at % 50}\n`,
      'cisco-asa': (at) => `access-list L extended permit tcp host ${host(at)} any eq ${at % 50}\n`,
      fortigate: (at) =>
        at % 5 === 0 ? ` edit ${at}\n` : at % 5 === 4 ? ' next\n' : ` set x${at % 5} "${host(at)}"\n`,
    };
    const around: Record<typeof kind, [string, string]> = {
      iptables: ['*filter\n:FORWARD DROP [0:0]\n', 'COMMIT\n'],
      'cisco-ios': ['ip access-list extended L\n', ''],
      'cisco-asa': ['', ''],
      fortigate: ['config firewall address\n', 'end\n'],
    };
    const lines = Array.from({ length: 100_000 }, (_, at) => make[kind](at)).join('');
    const device = readConfiguration(createSpace(), kind, around[kind][0] + lines + around[kind][1]);
    expect(device.problems).toEqual([]);
  },
);

/** Between one and eight changes of the kinds that people, tools and attackers make. */
function mutate(text: string, pick: (below: number) => number): string {
  const odd = [
    '{',
    '}',
    '"',
    '(',
    '@',
    '!',
    '\0',
    '\u202e',
    '-',
    '/',
    '999999999999',
    '-1',
    'any',
    'object-group',
    '::',
    '<a>',
    ',',
    '\n',
  ];
  let result = text;
  for (let changes = 1 + pick(8); changes > 0; changes--) {
    const at = pick(result.length);
    const to = Math.min(result.length, at + pick(60));
    switch (pick(5)) {
      case 0:
        result = result.slice(0, at) + odd[pick(odd.length)]! + result.slice(at);
        break;
      case 1:
        result = result.slice(0, at) + result.slice(to);
        break;
      case 2:
        result = result.slice(0, to) + result.slice(at);
        break;
      case 3: {
        const words = result.split(' ');
        const [one, other] = [pick(words.length), pick(words.length)];
        words[one] = words[other]!;
        result = words.join(' ');
        break;
      }
      default: {
        const lines = result.split('\n');
        lines.splice(pick(lines.length), 1, lines[pick(lines.length)]!);
        result = lines.join('\n');
      }
    }
  }
  return result;
}

/** mulberry32: the same cases on every machine. */
function randomBySeed(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
