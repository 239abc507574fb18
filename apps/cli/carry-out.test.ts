/**
 * The risks on a firewall: what was approved is not closed, or more than that; it is half in force after a crash; the ledger says what is
 * not so; it cannot be opened again. The command itself, with a real Cordon, the real `nft` and `iptables`, and packets through a router in
 * networks of their own that end with the test.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrdersView, Plan } from '@cordon/containment';
import { launch } from '@cordon/platform/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Carrying, startCarrying } from '../server/test/carrying.ts';

function missing(): string | null {
  try {
    const script = 'nft list ruleset; iptables-save; ip6tables-save; ip link set lo up';
    execFileSync('unshare', ['--net', 'sh', '-ec', script], { stdio: 'pipe' });
    return null;
  } catch {
    return 'nftables, iptables or iproute2 is not installed, or this is not root';
  }
}
const absent = missing();

const dir = mkdtempSync(join(tmpdir(), 'cordon-firewall-'));
const block = 'block-flow:files';
const children: ChildProcess[] = [];
let carrying: Carrying;
let router: number;
let wards: number;
/** What the way to Cordon does with a report. */
let atReport: () => boolean = () => true;
let plans = 0;

/** A network of its own, by the process that holds it. */
async function network(): Promise<number> {
  const child = spawn('unshare', ['--net', 'sh', '-c', 'echo; exec sleep 600']);
  children.push(child);
  await once(child.stdout, 'data');
  return child.pid!;
}
const within = (pid: number, script: string): string =>
  execFileSync('nsenter', ['-t', String(pid), '-n', 'sh', '-ec', script], { encoding: 'utf8' });
/** Until it says that it is ready. */
async function serve(pid: number, program: string): Promise<void> {
  const child = spawn('nsenter', ['-t', String(pid), '-n', process.execPath, '-e', program]);
  children.push(child);
  await once(child.stdout, 'data');
}
const passes = (port: number): boolean => {
  try {
    within(wards, `timeout 0.5 bash -c '</dev/tcp/10.99.2.2/${port}' 2>/dev/null`);
    return true;
  } catch {
    return false;
  }
};

beforeAll(async () => {
  if (absent !== null) return;
  [router, wards] = [await network(), await network()];
  const servers = await network();
  within(
    router,
    `ip link set lo up; sysctl -qw net.ipv4.ip_forward=1
     ip link add eth1 type veth peer name eth0 netns ${wards}
     ip link add eth2 type veth peer name eth0 netns ${servers}
     ip addr add 10.99.1.1/24 dev eth1; ip addr add 10.99.2.1/24 dev eth2
     ip link set eth1 up; ip link set eth2 up`,
  );
  for (const [pid, net] of [
    [wards, 1],
    [servers, 2],
  ] as const)
    within(
      pid,
      `ip addr add 10.99.${net}.2/24 dev eth0; ip link set eth0 up; ip route add default via 10.99.${net}.1`,
    );
  await serve(
    servers,
    `let n = 0; for (const port of [445, 443]) require('net').createServer((s) => s.end()).listen(port, () => ++n === 2 && console.log(n))`,
  );
  carrying = await startCarrying(dir, [{ kind: 'firewall', name: 'core', zones: ['wards'] }], ({ app }) =>
    app.listen({ host: '127.0.0.1', port: 0 }),
  );
  // The router reaches Cordon through a file, and nothing else.
  const socket = join(dir, 'way');
  const { port } = carrying.cordon.app.server.address() as { port: number };
  const way = createServer((from) => {
    from.on('error', () => undefined);
    const to = connect(port, '127.0.0.1').on('error', () => from.destroy());
    to.on('close', () => from.destroy());
    to.pipe(from);
    from.on('close', () => to.destroy());
    from.on('data', (part) => {
      if (part.toString('latin1').startsWith('POST') && !atReport()) from.destroy();
      else to.write(part);
    });
  });
  await new Promise<void>((resolve) => way.listen(socket, resolve));
  way.unref();
  await serve(
    router,
    `const net = require('net'); net.createServer((c) => { const to = net.connect(${JSON.stringify(socket)}); for (const s of [c, to]) s.on('error', () => {}).on('close', () => { c.destroy(); to.destroy(); }); c.pipe(to).pipe(c); }).listen(4680, '127.0.0.1', () => console.log(1))`,
  );
  writeFileSync(join(dir, 'token'), `${carrying.tokens.firewall}\n`);
  writeFileSync(join(dir, 'zones.yaml'), 'wards: [eth1]\n');
}, 120_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await carrying?.close();
  rmSync(dir, { recursive: true, force: true });
});

let plan: string;
beforeEach(async () => {
  if (absent !== null) return;
  atReport = () => true;
  plan = `p${++plans}`;
  await carrying.plan(plan, 'north', 'proposed');
});

const start = (kind: string, ...more: string[]) => {
  const child = launch(
    'cli',
    [
      ...['carry-out', '--server', 'http://localhost:4680', '--token-file', join(dir, 'token')],
      ...['--zones', join(dir, 'zones.yaml'), '--kind', kind, ...more],
    ],
    join(dir, 'home'),
    ['nsenter', '-t', String(router), '-n'],
  );
  child.stderr.pipe(process.stderr);
  children.push(child);
  return child;
};
async function run(kind: string): Promise<{ code: number | null; said: string }> {
  const child = start(kind);
  let said = '';
  child.stdout.on('data', (part: Buffer) => {
    said += part;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
const post = async (path: string, body: unknown, method = 'POST'): Promise<void> => {
  const { ask } = method === 'DELETE' ? carrying.clinician : carrying.lead;
  const json = body === undefined ? {} : { headers: { 'content-type': 'application/json' } };
  const answer = await ask(`/api/v1/plans/${plan}/${path}`, { method, ...json, body: JSON.stringify(body) });
  expect(answer.status, `${path} ${await answer.clone().text()}`).toBe(200);
};
const carryOut = () => post('orders', { actions: [block] });
const takeBack = () => post('orders/taken-back', { actions: [block] });
const order = async () => {
  const view = (await (await carrying.lead.ask(`/api/v1/plans/${plan}/orders`)).json()) as OrdersView;
  return view.orders[0]!;
};
const acts = async () => ((await (await carrying.lead.ask(`/api/v1/plans/${plan}`)).json()) as Plan).acts;
/** What of ours the kernel holds. */
const inForce = (): string =>
  within(router, 'nft list ruleset 2>/dev/null; ip6tables-save')
    .match(/cordon.*/g)
    ?.join('\n') ?? '';

describe.skipIf(absent)(`a Linux firewall${absent === null ? '' : ` (skipped: ${absent})`}`, () => {
  it.each(['nftables', 'iptables'])(
    'closes with %s what was approved and nothing else, once somebody has it carried out, and opens it again',
    async (kind) => {
      expect(await run(kind)).toEqual({ code: 0, said: '' });
      expect([passes(445), passes(443)]).toEqual([true, true]);
      await carryOut();
      expect(await run(kind)).toEqual({
        code: 0,
        said: expect.stringMatching(/^In force: block-flow:files/),
      });
      expect([passes(445), passes(443)]).toEqual([false, true]);
      expect(await acts()).toMatchObject([{ action: block, done: { by: 'core' }, undone: null }]);
      expect(await order()).toMatchObject({ state: 'done', applied: expect.stringMatching(/445/) });
      // Again, it is as it is; and what somebody cleared away comes back, also half of it.
      expect(await run(kind)).toEqual({ code: 0, said: '' });
      within(router, kind === 'nftables' ? 'nft flush ruleset' : 'ip6tables -F FORWARD');
      expect((await run(kind)).said).toMatch(/^In force again, as it was gone/);
      expect(passes(445)).toBe(false);
      await takeBack();
      expect((await run(kind)).said).toMatch(/^Taken back/);
      expect([passes(445), passes(443)]).toEqual([true, true]);
      expect(inForce()).toBe('');
      expect(await acts()).toMatchObject([{ undone: { by: 'core' } }]);
    },
    240_000,
  );

  it.each(['nftables', 'iptables'])(
    'finds with %s where it was when it is killed before it could say what it did',
    async (kind) => {
      await carryOut();
      for (const moment of ['put in force', 'taken back']) {
        const child = start(kind);
        atReport = () => {
          child.kill('SIGKILL');
          return false;
        };
        await once(child, 'close');
        // Nobody is told that it is done, though it is.
        expect(await order(), moment).toMatchObject({ state: 'under-way' });
        expect(passes(445), moment).toBe(moment === 'taken back');
        atReport = () => true;
        expect((await run(kind)).code).toBe(0);
        expect(await order(), moment).toMatchObject({ state: 'done' });
        expect(passes(445), moment).toBe(moment === 'taken back');
        if (moment === 'put in force') await takeBack();
      }
      expect(inForce()).toBe('');
    },
    240_000,
  );

  it('opens by itself when the approval is withdrawn, and ends when it is told to', async () => {
    await carryOut();
    const child = start('nftables', '--watch');
    await expect.poll(() => passes(445), { timeout: 60_000 }).toBe(false);
    await expect.poll(async () => (await order()).state, { timeout: 60_000 }).toBe('done');
    await post('approval', undefined, 'DELETE');
    await expect.poll(() => passes(445), { timeout: 60_000 }).toBe(true);
    await expect.poll(async () => (await acts())[0]?.undone?.by, { timeout: 60_000 }).toBe('core');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
  }, 240_000);

  it('says what it cannot do, and does nothing of it', async () => {
    writeFileSync(join(dir, 'zones.yaml'), 'elsewhere: [eth1]\n');
    await carryOut();
    expect(await run('nftables')).toEqual({
      code: 1,
      said: expect.stringMatching(/^Not done: .*"wards" comes in/),
    });
    writeFileSync(join(dir, 'zones.yaml'), 'wards: [eth1]\n');
    expect(await order()).toMatchObject({ state: 'failed', said: expect.stringMatching(/"wards" comes in/) });
    // Not until somebody asks for it anew.
    expect(await run('nftables')).toEqual({ code: 0, said: '' });
    expect([passes(445), inForce()]).toEqual([true, '']);
  }, 120_000);
});
