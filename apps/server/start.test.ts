/** Guards: a first impression that fails. Started twice, on a busy port, with nowhere to write, stopped and started again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Situation } from './api.ts';
import { end, freePort, type Running, runCordon, startCordon } from './test/running.ts';

const homes: string[] = [];
const started: Running[] = [];
const newHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'cordon-start-'));
  homes.push(home);
  return home;
};
const start = async (...args: Parameters<typeof startCordon>): Promise<Running> => {
  const running = await startCordon(...args);
  started.push(running);
  return running;
};
const situation = async ({ ask }: Running): Promise<Situation> =>
  Situation.parse(await (await ask('/api/v1/situation')).json());

describe('npm start', () => {
  afterAll(() => {
    for (const { child } of started) child.kill('SIGKILL');
    for (const home of homes) rmSync(home, { recursive: true, force: true });
  });

  it('tells a second start where the first one is, stops cleanly, and goes on where it stopped', {
    timeout: 120_000,
  }, async () => {
    const home = newHome();
    const first = await start(home);
    expect((await situation(first)).demonstration).not.toBeNull();
    const page = await fetch(first.address);
    expect(await page.text()).toMatch(/<html/i);

    const second = await runCordon(home, []);
    expect(second.code).toBe(0);
    expect(second.said).toContain(`already running at ${first.link}`);

    while ((await situation(first)).events === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    const before = await situation(first);
    expect(await end(first.child, 'SIGINT')).toBe(0);
    const again = await start(home);
    expect((await situation(again)).events).toBeGreaterThanOrEqual(before.events);
    await end(again.child, 'SIGTERM');
  });

  it('takes the next port when one is busy, and starts with nothing when asked', {
    timeout: 120_000,
  }, async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    const running = await start(newHome(), ['--empty'], port);
    expect(running.said()).toContain(`Port ${port} is taken`);
    expect(running.address).not.toContain(`:${port}`);
    const empty = await situation(running);
    expect(empty).toMatchObject({ organisation: null, demonstration: null, events: 0, open_incidents: [] });
    await end(running.child, 'SIGINT');
    other.close();
  });

  it('says plainly when it keeps data in a temporary place, and refuses arguments it does not know', {
    timeout: 120_000,
  }, async () => {
    const notAFolder = join(newHome(), 'file');
    writeFileSync(notAFolder, '');
    const running = await start(notAFolder, ['--empty']);
    expect(running.said()).toContain('cannot be written to');
    await end(running.child, 'SIGINT');
    const refused = await runCordon(newHome(), ['--portt', '1']);
    expect(refused.code).toBe(2);
    expect(refused.said).toContain('Use: npm start');
  });
});
