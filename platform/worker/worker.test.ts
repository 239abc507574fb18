import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, expect, test } from 'vitest';
import { connectCalls, startWorker } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-worker-'));
writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const connect = (workerData: string | null = null) =>
  connectCalls<string, string, string>(startWorker(import.meta.url, 'echo.fixture', { workerData }), {
    failed: (failure, request) => new Error(`failed: ${failure} (${request})`),
    stopped: (why) => new Error(`stopped: ${why}`),
  });

test('answers find their questions, failures theirs, and a dead worker leaves nobody waiting', async () => {
  const calls = await connect();
  expect(await Promise.all([calls.ask('a'), calls.ask('b')])).toEqual(['a a', 'b b']);
  await expect(calls.ask('throw')).rejects.toThrow('failed: no (throw)');
  const pending = [calls.ask('wait'), calls.ask('die')];
  for (const one of pending) await expect(one).rejects.toThrow('stopped');
  await expect(calls.ask('a')).rejects.toThrow('stopped');
});

test('a worker that cannot start says why', async () => {
  await expect(connect('fail')).rejects.toThrow('failed: cannot start (null)');
});

test('from the bundle, workers are found from entries and from shared chunks', async () => {
  const main = join(scratch, 'main.ts');
  const room = fileURLToPath(new URL('./index.ts', import.meta.url));
  writeFileSync(
    main,
    `import { connectCalls, startWorker } from ${JSON.stringify(room)};
     export { startWorker };
     const errors = { failed: (text) => new Error(text), stopped: (why) => new Error(why) };
     for (const here of [import.meta.url, new URL('./chunks/x.js', import.meta.url).href]) {
       const calls = await connectCalls(startWorker(here, 'echo.fixture'), errors);
       console.log(await calls.ask('hello'));
       await calls.end();
     }`,
  );
  const out = join(scratch, 'out');
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: true,
      outDir: out,
      rollupOptions: {
        input: { main, 'echo.fixture': fileURLToPath(new URL('./echo.fixture.ts', import.meta.url)) },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  });
  const { stdout } = await promisify(execFile)(process.execPath, [join(out, 'main.js')]);
  expect(stdout).toBe('hello hello\nhello hello\n');
});
