/** Guards: an input that is taken for something else unseen, a mapping that is tried and has a fault, text that moves the cursor. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mapCommand } from './map.ts';

let folder: string;
let out: string;
let err: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-map-'));
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const doors = 'Badge,Door,When\namara,D1,01/07/2026 09:00:00\n';

describe('cordon map', () => {
  it('says what a known input is, and who, where and when', async () => {
    const path = file(
      'a.log',
      '<134>Feb 28 22:14:15 fw01 CEF:0|Fortinet|Fortigate|7|1|n|5|src=10.0.0.1 suser=amara\n',
    );
    expect(await mapCommand([path], {})).toBe(0);
    expect(out).toMatch(/format +cef\n/);
    expect(out).toMatch(/mapping +none needed\n/);
    expect(out).toMatch(/log source +fortigate\|fortigate/);
    expect(out).toMatch(/account +amara\n/);
  });

  it('names the mapping that was used, and the fields that it gives', async () => {
    const path = file(
      'a.csv',
      'Keywords,Date and Time,Source,Event ID,Task Category\nAudit Failure,01/07/2026 09:00:00,Microsoft-Windows-Security-Auditing,4625,Logon,x\n',
    );
    expect(await mapCommand([path], {})).toBe(0);
    expect(out).toContain('event-viewer.yaml');
    expect(out).toMatch(/log source +windows\|Security\|4625/);
    expect(out).toMatch(/EventID +4625\n/);
  });

  it('offers a skeleton for what nothing knows, and the skeleton edited is taken', async () => {
    const path = file('doors.csv', doors);
    expect(await mapCommand([path], {})).toBe(1);
    const skeleton = /\n\n(title: [\s\S]*?)\n\n/.exec(out)?.[1] ?? '';
    expect(skeleton).toContain('recognise: [Badge, Door, When]');
    const mapping = file(
      'doors.yaml',
      skeleton.replace('change-me', 'doors').replace('# account:', 'account: Badge'),
    );
    out = '';
    expect(await mapCommand([path], { mapping })).toBe(0);
    expect(out).toMatch(/log source +doors /);
    expect(out).toMatch(/account +amara\n/);
    expect(out).toMatch(/time +2026-07-01T09:00:00Z\n/);
  });

  it('names the line of a fault in the mapping, and reads nothing', async () => {
    const mapping = file(
      'm.yaml',
      'title: t\nrecognise: [Badge, Door]\nlogsource: { product: doors }\nhost: [1]\n',
    );
    expect(await mapCommand([file('doors.csv', doors)], { mapping })).toBe(2);
    expect(err).toContain(`${mapping}:4: host`);
    expect(out).toBe('');
  });

  it('says so when there is nothing to read, or nothing that can be described', async () => {
    expect(await mapCommand([join(folder, 'absent')], {})).toBe(2);
    expect(await mapCommand([file('a.pdf', '%PDF-1.7\n')], {})).toBe(1);
    expect(out).toContain('a PDF document');
  });

  it('lets no control character of a log reach the terminal', async () => {
    await mapCommand([file('a.csv', 'a,b,c\x1b[2J\n\x1b]0;owned\x07,2,3\n')], {});
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
    expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  });
});
