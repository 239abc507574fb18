import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import * as sigma from './index.ts';

test('the example in the README runs and finds what it says', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const log = vi.fn();
  const plain = code
    .replace(/^import .*$/m, '')
    .replaceAll('console.log', 'log')
    .replace('(name: string)', '(name)')
    .replace('(record as Record<string, string | number>)', 'record');
  new Function('compileRuleSet', 'parseRules', 'log', plain)(sigma.compileRuleSet, sigma.parseRules, log);
  const [refused, title, reasons] = log.mock.calls[0]!;
  expect(refused).toBe(0);
  expect(title).toBe('Shadow copies deleted');
  expect(reasons).toEqual([
    {
      selection: 'tool',
      field: 'NewProcessName',
      test: 'endswith',
      wanted: '\\vssadmin.exe',
      found: 'C:\\Windows\\System32\\vssadmin.exe',
    },
    {
      selection: 'words',
      field: 'CommandLine',
      test: 'contains (all)',
      wanted: 'delete and shadows',
      found: 'vssadmin Delete Shadows /all /quiet',
    },
  ]);
});
