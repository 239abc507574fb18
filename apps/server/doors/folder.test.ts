/** Risk: a file taken half, twice or never; one that is being written; a restart that takes everything again. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@cordon/platform/telemetry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folderDoor, type Watching } from './folder.ts';
import { decodeReceipt } from './receipt.ts';
import type { DoorNeeds } from './received.ts';

let dir: string;
let path: string;
let received: { name: string; key: string; text: string }[];
let door: Watching;
const needs: DoorNeeds = {
  publish: async (record) => {
    const { name, key, body } = decodeReceipt(record);
    received.push({ name, key, text: Buffer.from(body).toString('latin1') });
  },
  isFull: () => false,
};
const log = createLogger('test', { level: 'silent' });
const open = () =>
  folderDoor(needs, { path, source: 'drop', settle: 10, notes: join(dir, 'notes.json') }, log);
/** Written long enough ago to have settled; each write at a moment of its own. */
let age = 100;
function settled(name: string): string {
  const file = join(path, name);
  const at = Date.now() / 1000 - age--;
  utimesSync(file, at, at);
  return file;
}
function put(name: string, text: string | Buffer): void {
  writeFileSync(join(path, name), text);
  settled(name);
}
const texts = () => received.map(({ name, text }) => [name, text]);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cordon-folder-'));
  path = join(dir, 'drop');
  mkdirSync(join(path, 'inner'), { recursive: true });
  received = [];
  door = await open();
});
afterEach(async () => {
  await door.close();
  rmSync(dir, { recursive: true, force: true });
});

it('takes each settled file once, by its path, and neither links nor hidden ones', async () => {
  put('a.log', 'one\n');
  put('inner/b ü.log', 'two\n');
  put('.part', 'unfinished');
  put('empty.log', '');
  symlinkSync('/etc/hostname', join(path, 'link.log'));
  writeFileSync(join(path, 'growing.log'), 'not yet');
  await door.look();
  await door.look();
  expect(texts()).toEqual([
    ['drop/a.log', 'one\n'],
    ['drop/inner/b _.log', 'two\n'],
  ]);
  settled('growing.log');
  await door.look();
  expect(texts().at(-1)).toEqual(['drop/growing.log', 'not yet']);
});

it('goes on where a file has grown, begins again where it was written anew, and after a restart knows what it took', async () => {
  put('a.log', 'one\n');
  await door.look();
  appendFileSync(join(path, 'a.log'), 'two\n');
  settled('a.log');
  await door.look();
  await door.close();
  door = await open();
  await door.look();
  expect(texts().map(([, text]) => text)).toEqual(['one\n', 'two\n']);
  appendFileSync(join(path, 'a.log'), 'three\n');
  settled('a.log');
  await door.look();
  put('a.log', 'rotated: longer than all that was there before\n');
  await door.look();
  put('a.log', 'short\n');
  await door.look();
  expect(
    texts()
      .map(([, text]) => text)
      .slice(2),
  ).toEqual(['three\n', 'rotated: longer than all that was there before\n', 'short\n']);
});

it('cuts large text at the ends of lines, takes what cannot be cut whole, and leaves what is too large for that', async () => {
  const line = `${'x'.repeat(999)}\n`;
  put('big.log', line.repeat(20_000));
  put('whole.bin', Buffer.alloc(20_000_000));
  put('too-large.bin', Buffer.alloc(40_000_000));
  await door.look();
  const big = received.filter(({ name }) => name === 'drop/big.log').map(({ text }) => text);
  expect(big.length).toBeGreaterThan(2);
  expect(big.every((text) => text.endsWith('\n'))).toBe(true);
  expect(big.join('')).toBe(line.repeat(20_000));
  expect(received.filter(({ name }) => name === 'drop/whole.bin').map(({ text }) => text.length)).toEqual([
    20_000_000,
  ]);
  expect(received.some(({ name }) => name === 'drop/too-large.bin')).toBe(false);
});

it('takes the same bytes under the same key when it was stopped before it could note them', async () => {
  put('a.log', 'one\n');
  await door.look();
  rmSync(join(dir, 'notes.json'));
  await door.close();
  door = await open();
  await door.look();
  expect(received).toHaveLength(2);
  expect(new Set(received.map(({ name, key }) => `${name} ${key}`)).size).toBe(1);
});

it('says what is wrong with a folder that is not there, and with notes that cannot be read', async () => {
  const gone = folderDoor(
    needs,
    { path: join(dir, 'gone'), source: 'x', settle: 1, notes: join(dir, 'n') },
    log,
  );
  await expect(gone).rejects.toMatchObject({ code: 'FOLDER', message: expect.stringContaining('ENOENT') });
  writeFileSync(join(dir, 'notes.json'), '{');
  await expect(open()).rejects.toMatchObject({
    code: 'FOLDER',
    next: expect.stringContaining('taken again'),
  });
});
