/** Risk: an option that nobody told operators of, or a default on the page that is not the one in the code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { readSettings, Settings } from './settings.ts';
import { settingsText } from './settings-text.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-settings-text-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('docs/operate.md shows every option as the schema has it (npm run settings writes it)', () => {
  const page = readFileSync(projectPath('docs', 'operate.md'), 'utf8');
  expect(/<!-- settings -->\n```yaml\n([\s\S]*?)\n```/.exec(page)?.[1]).toBe(settingsText(Settings));
});

it('as a file, it sets what is set without one', () => {
  writeFileSync(join(dir, 'cordon.yaml'), settingsText(Settings));
  expect(readSettings(dir)).toEqual(readSettings(join(dir, 'nowhere')));
});

it('says what a field is for, what it may be, and what it is unless set', () => {
  const text = settingsText(
    z.strictObject({
      days: z.number().int().min(1).max(9).default(3).describe('how long'),
      door: z
        .strictObject({ listen: z.string().describe('where'), tls: z.boolean().default(true) })
        .optional(),
      feeds: z.array(z.strictObject({ kind: z.enum(['udp', 'tcp']) })).default([]),
      asked: z
        .array(
          z.discriminatedUnion('kind', [
            z.strictObject({ kind: z.literal('a'), url: z.string() }),
            z.strictObject({ kind: z.literal('b') }),
          ]),
        )
        .default([]),
    }),
  );
  expect(text.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
    'days: 3 # how long; at least 1, at most 9',
    '# door:',
    '# listen: … # where; required',
    '# tls: true',
    'feeds: []',
    '# feeds: # as many as you like',
    '# - kind: udp # udp, tcp; required',
    'asked: []',
    '# asked: # as many as you like',
    '# - kind: a # required',
    '# url: … # required',
    '# - kind: b # required',
  ]);
});
