/** Risks: an act told in several records that no rule sees whole; one act's fields given to another. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { compileRuleSet, type RuleSet } from '@cordon/sigma';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Event } from '../model.ts';
import { loadMappings, loadRules } from '../rules/load.ts';
import { read } from './testing/read.ts';

const rules = resolve(
  import.meta.dirname,
  '../../..',
  process.env.CORDON_DATA ?? '../shared/data',
  'sigma/rules/linux',
);
const present = existsSync(rules);
if (!present)
  console.log(`skipped: ${rules} is not there; set CORDON_DATA to the folder of shared test data`);

/** One command as auditd logs it; `log` gives each act its own time and serial number. */
function act(
  serial: number,
  pid: number,
  ppid: number,
  exe: string,
  words: readonly string[],
  enriched = false,
) {
  const head = (type: string) => `type=${type} msg=audit(1772316855.${100 + (serial % 800)}:${serial}):`;
  const extra = enriched ? '\x1dARCH=x86_64 SYSCALL=execve AUID="amara" UID="root" EUID="root"' : '';
  // The daemon leaves plain words in quotes, and writes the others as hexadecimal.
  const word = (text: string) =>
    /^[\w./-]+$/.test(text) ? `"${text}"` : Buffer.from(text).toString('hex').toUpperCase();
  return [
    `${head('SYSCALL')} arch=c000003e syscall=59 success=yes exit=0 a0=55d0c0 a1=55d0d0 a2=55d0e0 a3=8 items=2 ppid=${ppid} pid=${pid} auid=1000 uid=0 gid=0 euid=0 tty=pts0 ses=7 comm="${exe.split('/').at(-1)}" exe="${exe}" key="exec"${extra}`,
    `${head('EXECVE')} argc=${words.length} ${words.map((one, i) => `a${i}=${word(one)}`).join(' ')}`,
    `${head('CWD')} cwd="/root"`,
    `${head('PATH')} item=0 name="${exe}" inode=131 dev=fd:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0`,
    `${head('PROCTITLE')} proctitle=${Buffer.from(words.join('\0')).toString('hex').toUpperCase()}`,
  ];
}

const events = async (lines: readonly string[], now = Date.UTC(2026, 2, 2)): Promise<Event[]> => {
  const outcome = await read(`${lines.join('\n')}\n`, { now });
  expect(outcome.losses).toEqual([]);
  return outcome.events;
};
const ofType = (all: readonly Event[], type: string) => all.filter((event) => event.field('type') === type);

test('a record answers for the whole act, and says its own where it has one', async () => {
  const all = await events(act(99, 4711, 1, '/usr/bin/chmod', ['chmod', 'u+s', '/tmp/a file']));
  expect(all).toHaveLength(5);
  expect(new Set(all.map((event) => event.source.key))).toEqual(new Set(['linux|auditd']));
  const [exec] = ofType(all, 'EXECVE');
  expect(exec?.field('a0')).toBe('chmod');
  expect(exec?.field('a2')).toBe('/tmp/a file');
  expect(exec?.field('exe')).toBe('/usr/bin/chmod');
  expect(exec?.field('cwd')).toBe('/root');
  expect(exec?.field('CommandLine')).toBe('chmod u+s /tmp/a file');
  expect(exec?.field('SYSCALL')).toBe('execve');
  expect(exec?.fieldNames()).not.toContain('exe');
  const [call] = ofType(all, 'SYSCALL');
  expect(call?.field('a0')).toBe('55d0c0');
  expect(call?.field('CommandLine')).toBe('chmod u+s /tmp/a file');
  expect(ofType(all, 'PATH')[0]?.field('a0')).toBeUndefined();
  expect(ofType(all, 'PATH')[0]?.field('TargetFilename')).toBe('/usr/bin/chmod');
  expect(exec?.raw()).toMatchObject({ a0: 'chmod', act: { exe: '/usr/bin/chmod' } });
});

test('an enriched log names the account', async () => {
  const [exec] = ofType(await events(act(99, 2, 1, '/usr/bin/id', ['id'], true)), 'EXECVE');
  expect(exec?.envelope()).toEqual({ time: '2026-02-28T22:14:15.199Z', account: 'amara' });
  expect(exec?.field('UID')).toBe('root');
  expect(exec?.field('key')).toBe('exec');
});

test('records of several acts that are mixed, and of hosts with the same numbers, stay apart', async () => {
  const first = act(1, 10, 1, '/usr/bin/one', ['one']);
  const second = act(2, 11, 1, '/usr/bin/two', ['two']);
  const other = act(1, 10, 1, '/usr/bin/three', ['three']).map((line) => `node=b ${line}`);
  const mixed = first.flatMap((line, i) => [line, second[i] as string, other[i] as string]);
  const found = ofType(await events(mixed), 'EXECVE').map((event) => [
    event.field('a0'),
    event.field('exe'),
    event.envelope().host,
  ]);
  expect(found).toEqual([
    ['one', '/usr/bin/one', undefined],
    ['two', '/usr/bin/two', undefined],
    ['three', '/usr/bin/three', 'b'],
  ]);
});

test('a program is named as the parent of what it starts', async () => {
  const all = await events([
    ...act(1, 10, 1, '/usr/sbin/apache2', ['apache2', '-k', 'start']),
    ...act(2, 11, 10, '/usr/bin/dash', ['sh', '-c', 'id']),
  ]);
  const [, shell] = ofType(all, 'EXECVE');
  expect(shell?.field('ParentImage')).toBe('/usr/sbin/apache2');
  expect(shell?.field('ParentCommandLine')).toBe('apache2 -k start');
});

test('long arguments in parts, files below the working directory, and addresses', async () => {
  const head = (type: string, serial: number) => `type=${type} msg=audit(1772316855.123:${serial}):`;
  const all = await events([
    `${head('EXECVE', 1)} argc=3 a0="sh" a1="-c" a2_len=20 a2[0]=6375726C20 a2[1]=687474703A2F2F78`,
    `${head('SYSCALL', 2)} arch=c000003e syscall=257 exe="/usr/bin/vi" pid=3`,
    `${head('CWD', 2)} cwd="/etc/cron.d"`,
    `${head('PATH', 2)} item=1 name="x" nametype=CREATE`,
    `${head('SYSCALL', 3)} arch=c000003e syscall=42 exe="/usr/bin/nc" pid=4`,
    `${head('SOCKADDR', 3)} saddr=020001BBCB0071320000000000000000`,
    'type=USER_LOGIN msg=audit(1772316855.123:4): pid=1 uid=0 msg=\'op=login acct="amara" exe="/usr/sbin/sshd" hostname=10.9.8.7 addr=10.9.8.7 terminal=ssh res=failed\'',
  ]);
  expect(ofType(all, 'EXECVE')[0]?.field('CommandLine')).toBe('sh -c curl http://x');
  expect(ofType(all, 'PATH')[0]?.field('TargetFilename')).toBe('/etc/cron.d/x');
  expect(ofType(all, 'SOCKADDR')[0]?.field('DestinationIp')).toBe('203.0.113.50');
  expect(ofType(all, 'SOCKADDR')[0]?.field('DestinationPort')).toBe(443);
  expect(ofType(all, 'USER_LOGIN')[0]?.envelope()).toEqual({
    time: '2026-02-28T22:14:15.123Z',
    account: 'amara',
    sourceAddress: '10.9.8.7',
  });
});

test('an act without end holds no more than it may', async () => {
  const lines = Array.from(
    { length: 2_000 },
    (_, i) => `type=PATH msg=audit(1772316855.123:${i % 100}): item=${i} name="x"`,
  );
  expect(await events(lines)).toHaveLength(2_000);
});

describe.skipIf(!present)('SigmaHQ rules for Linux fire on what auditd writes (needs CORDON_DATA)', () => {
  let ruleSet: RuleSet;
  beforeAll(async () => {
    ruleSet = compileRuleSet((await loadRules([rules])).rules, { mappings: loadMappings().mappings });
  });
  const head = (type: string) => `type=${type} msg=audit(1772316855.123:99):`;
  test.each<[string, string[]]>([
    ['Linux Command History Tampering', act(9, 5, 1, '/usr/bin/rm', ['rm', '/root/.bash_history'])],
    ['Suspicious Commands Linux', act(9, 5, 1, '/usr/bin/chmod', ['chmod', '777', '/tmp/x'])],
    [
      'Webshell Remote Command Execution',
      [`${head('SYSCALL')} arch=c000003e syscall=59 euid=33 exe="/usr/bin/id"`],
    ],
    [
      'Linux Network Service Scanning - Auditd',
      [`${head('SYSCALL')} exe="/usr/bin/nmap" key="network_connect_4"`],
    ],
    [
      'Linux Webshell Indicators',
      [
        ...act(1, 10, 1, '/usr/sbin/apache2', ['/usr/sbin/apache2', '-k', 'start']),
        ...act(2, 11, 10, '/usr/bin/whoami', ['whoami']),
      ],
    ],
  ])('%s', async (title, lines) => {
    const titles = (await events(lines)).flatMap((event) =>
      ruleSet
        .route(event.source)
        .match(event)
        .map(({ rule }) => rule.title),
    );
    expect(titles).toContain(title);
  });
});
