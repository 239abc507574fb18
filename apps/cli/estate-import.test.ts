/** Guards: a preview that says something else than the import does, and exports whose names move a terminal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { afterAll, describe, expect, it } from 'vitest';
import { importCommand, showCommand } from './estate-import.ts';

const folder = mkdtempSync(join(tmpdir(), 'cordon-estate-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const estate = projectPath('content/hospitals/st-aldhelms');
const inventory = file('a.csv', 'Host,IP Address,OS\nSAH-CT01,,Windows 10\nnew-pump,10.64.84.200,\n');
const given = { estate, dryRun: true, format: 'table' } as const;

describe('cordon estate import', () => {
  it('says what is new, what others say otherwise, and what nobody says', async () => {
    const text = await importCommand([inventory], given);
    expect(text).toContain('a.csv: table');
    expect(text).toMatch(/new {8}1\n {4}new-pump\n/);
    expect(text).toContain(
      'sah-ct01: os "Windows 7 Professional SP1" (hospital) against "Windows 10" (table)',
    );
    expect(text).toMatch(/unknown {4}os of 1,/);
  });

  it('reads columns as a person says', async () => {
    const mapping = file(
      'm.yaml',
      'columns: { Thing: hostname, What: kind }\nkinds: { drip: medical-device }\n',
    );
    const text = await showCommand('x1', [file('b.csv', 'What;Thing\ndrip;x1\n')], { ...given, mapping });
    expect(text).toMatch(/kind +medical-device/);
    expect(text).toContain('that is not the same as none');
  });

  it('names what is wrong with a mapping, and lists what can be read', async () => {
    const mapping = file('n.yaml', 'columns: { Thing: colour }\n');
    await expect(importCommand([inventory], { ...given, mapping })).rejects.toMatchObject({
      code: 'MAPPING',
    });
    await expect(importCommand([file('a.pdf', '%PDF-1.7\n')], given)).rejects.toMatchObject({
      code: 'NOT_KNOWN',
    });
  });

  it('lets no control character of an export reach the terminal', async () => {
    const text = await importCommand([file('c.csv', 'Host,OS\nsah-ct01,\x1b]0;owned\x07\n')], given);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  });
});
