/** The risk: a list full of what is nobody's (accounts of other domains, addresses of the internet), among which the one stranger is lost. */
import { loadEstate } from '@cordon/estate';
import type { Watched } from '@cordon/incidents';
import { projectPath } from '@cordon/platform/root';
import { expect, test } from 'vitest';
import { namedBy } from './sighted.ts';

const watched = (kind: Watched['kind'], name: string, zone: string | null = null): Watched => ({
  ...{ kind, id: name, name, zone, risk: 10, last_seen: '2026-03-18T08:00:00.000Z', incident: null },
  signals: [{ title: 'A rule', level: 'high', at: '2026-03-18T08:00:00.000Z', weight: 10 }],
});

test('strangers of ours are listed; what is known, of another domain, of a machine itself or outside is not', async () => {
  const estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
  const found = namedBy(estate, [
    watched('asset', 'SAH-FS01', 'server-lan'),
    watched('host', 'LAPTOP-77'),
    watched('host', 'SAH-FS01.staldhelms.nhs.example'),
    watched('address', '10.64.85.250', 'imaging-vlan'),
    watched('address', '203.0.113.9'),
    watched('account', 'STALDHELMS\\svc-new'),
    watched('account', 'fin.ap3'),
    watched('account', 'SAH-FS01\\Administrator'),
    watched('account', 'somebody@elsewhere.example'),
    watched('account', 'bare-name'),
    watched('account', 'NT AUTHORITY\\SYSTEM'),
    watched('account', 'STALDHELMS\\SAH-W07-PC03$'),
  ]);
  expect(found.map(({ key }) => key)).toEqual([
    'host laptop-77',
    'address 10.64.85.250',
    'account svc-new',
    'account bare-name',
  ]);
  expect(found[0]?.told).toBe('Named in “A rule”');
  expect(found[2]?.told).toBe('Named as STALDHELMS\\svc-new in “A rule”');
});
