/** The risks: lines that close something else than the plan says; names that run as commands. That firewalls read them so is tested with the writers. */
import { createEstate, type Entry } from '@cordon/estate';
import { expect, test } from 'vitest';
import { writePlan } from './commands.ts';
import { type Action, FirewallKind } from './model.ts';
import { account, asset, entry, estateOf, flow } from './testing.ts';

const estate = estateOf({
  zones: [
    { id: 'z0', name: 'Wards', kind: 'user', cidrs: ['10.0.0.0/24'] },
    { id: 'z1', name: 'Servers', kind: 'server', cidrs: ['10.0.1.0/24'] },
    { id: 'z2', name: 'Nowhere', kind: 'server', cidrs: [] },
  ],
  assets: [
    asset('pc', 'z0', null, { hostname: "PC'; Remove-Item C:\\ #" }),
    asset('server', 'z1', null, { addresses: ['10.0.1.9'] }),
  ],
  accounts: [account("o'brien\nStop-Computer", null)],
  flows: [flow('open', 'z0', 'server', ['445', '5000-5010']), flow('lost', 'z0', 'z2', ['22'])],
});
const ground = { estate, entries: [] };
const block: Action = { kind: 'block-flow', flow: 'open', ports: ['445'] };

test.each(FirewallKind.options)(
  '%s is told the addresses and ports of the plan, and how to take them back',
  (kind) => {
    const { commands, by_hand } = writePlan(ground, [block], { kind, first: '1' });
    expect(by_hand).toEqual([]);
    const [firewall] = commands;
    expect(firewall!.apply).toMatch(/10\.0\.0\.0/);
    expect(firewall!.apply).toMatch(/10\.0\.1\.9/);
    expect(firewall!.apply).toMatch(/445/);
    expect(firewall!.apply).not.toMatch(/5000/);
    expect(firewall!.roll_back).not.toBe('');
  },
);

test('what no address is known of is said, and left to people', () => {
  const { commands, by_hand } = writePlan(ground, [{ kind: 'block-flow', flow: 'lost', ports: ['22'] }], {
    kind: 'pan-os',
  });
  expect(commands).toEqual([]);
  expect(by_hand).toEqual(['cordon lost: no address is known of Nowhere.']);
});

test('names are text and nothing else, whoever gave them', () => {
  const { commands } = writePlan(
    ground,
    [
      { kind: 'isolate-asset', asset: 'pc' },
      { kind: 'disable-account', account: "o'brien\nStop-Computer" },
    ],
    { kind: 'pan-os' },
  );
  const lines = commands.flatMap(({ apply }) => apply.split('\n'));
  expect(lines).toContain("$name = 'pc''; remove-item c:\\ #'");
  expect(lines).toContain("Disable-ADAccount -Identity 'o''brienStop-Computer'");
});

test('a FortiGate of which nobody said what comes first is not told what it would put last', () => {
  const { commands, by_hand } = writePlan(ground, [block], { kind: 'fortigate' });
  expect(commands).toEqual([]);
  expect(by_hand).toEqual([expect.stringMatching(/number of the first is not known/)]);
});

test('a supplier is shut out by its accounts and its own flow, and what others come by stays open and is left to people', () => {
  const suppliers = ['scans', 'pumps'].map((id) => ({ id, name: id, provides: '', contact: null }));
  const theirs = { ...estate, suppliers, accounts: [{ ...account('engineer', null), supplier: 'scans' }] };
  const cut = (entries: Entry[]) =>
    writePlan({ estate: createEstate(theirs), entries }, [{ kind: 'cut-supplier', supplier: 'scans' }], {
      kind: 'pan-os',
    });
  const own = entry('own', 'certificate', ['server'], {
    name: 'its tunnel',
    suppliers: ['scans'],
    flows: ['open'],
  });
  const alone = cut([own]);
  expect(alone.by_hand).toEqual([]);
  expect(alone.commands.map(({ apply }) => apply).join()).toMatch(
    /10\.0\.1\.9[\s\S]*Disable-ADAccount -Identity 'engineer'/,
  );
  const shared = cut([{ ...own, suppliers: ['scans', 'pumps'] }]);
  expect(shared.commands.map(({ where }) => where)).toEqual(['Active Directory (PowerShell): disable']);
  expect(shared.by_hand).toEqual([
    expect.stringMatching(/its tunnel.*SERVER.*1 other supplier would lose it/),
  ]);
  expect(cut([{ ...own, flows: [] }]).by_hand).toEqual([expect.stringMatching(/nobody has said which flow/)]);
});

test('new credentials end the sessions of the old ones, and say what else must be done', () => {
  const { commands } = writePlan(
    { estate: createEstate({ ...estate, accounts: [account('nurse', 'server')] }), entries: [] },
    [{ kind: 'reset-credentials', account: 'nurse' }],
    { kind: 'pan-os' },
  );
  expect(commands[0]!.apply).toMatch(/Set-ADAccountPassword -Identity 'nurse'[\s\S]*'SERVER' .*klist purge/);
  expect(commands[0]!.note).toMatch(/krbtgt twice/);
});
