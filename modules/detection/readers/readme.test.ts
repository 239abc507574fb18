import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the example in the README runs and finds the field', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-readme-'));
  try {
    await writeFile(join(folder, 'a.json'), '{"EventID":4688,"Channel":"Security","CommandLine":"whoami"}\n');
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const script = example.replace(/^import .*$/m, '').replaceAll('/logs', folder);
    const { readPath, walkInputs } = await import('./index.ts');
    const lines: unknown[][] = [];
    const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
    await new AsyncFunction('readPath', 'walkInputs', 'console', script)(readPath, walkInputs, {
      log: (...line: unknown[]) => lines.push(line),
      warn: (loss: unknown) => expect.fail(JSON.stringify(loss)),
    });
    expect(lines).toEqual([
      ['windows|Security|4688|json', 'whoami'],
      [join(folder, 'a.json'), 'windows-json', 1, []],
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
