/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import * as reach from './index.ts';

const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

test.each(examples)('an example in the README prints what it says', (code) => {
  const printed: string[] = [];
  const print = (...values: unknown[]) => printed.push(values.map((value) => inspect(value)).join(' '));
  const body = code.replace(/^import .*$/m, '').replaceAll('console.log', 'print');
  new Function(...Object.keys(reach), 'print', body)(...Object.values(reach), print);
  expect(printed).toEqual([...code.matchAll(/console\.log.*\/\/ (.*)$/gm)].map(([, line]) => line));
});
