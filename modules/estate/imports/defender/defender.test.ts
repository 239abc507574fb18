/** Guards: devices, software and vulnerabilities lost between the shapes in which Defender gives them; what was mended told as open. */
import { expect, it } from 'vitest';
import { readSample } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));

it('reads machines with their keys, and leaves out what has none', () => {
  const { kinds, about, problems } = sample('machines.json');
  expect(kinds).toEqual(['defender']);
  expect(about('asset')).toEqual([
    {
      about: 'asset',
      keys: [
        'defender:8f1c2d3e4b5a69788796a5b4c3d2e1f001122334',
        'fqdn:sah-ws014.staldhelms.nhs.example',
        'host:sah-ws014',
        'mac:8c:16:45:aa:01:bb',
        'address:10.64.30.14',
      ],
      seen_at: '2026-03-17T21:40:03.557Z',
      fields: {
        hostname: 'sah-ws014.staldhelms.nhs.example',
        os: 'Windows 10 22H2',
        kind: 'workstation',
        sensor: 'Active',
      },
    },
    expect.objectContaining({
      fields: {
        hostname: 'sah-lims01.staldhelms.nhs.example',
        os: 'Windows Server 2012R2',
        kind: 'server',
        sensor: 'NoSensorData',
      },
    }),
  ]);
  expect(problems).toEqual([{ line: 50, reason: 'a device without an id or name was left out' }]);
});

it('reads a page of software, says that there are more pages, and keeps when support ended', () => {
  const { about, problems } = sample('software-page-1.json');
  expect(about('asset')).toHaveLength(2);
  expect(about('software').map(({ name, version, support_ends }) => [name, version, support_ends])).toEqual([
    ['firefox', '102.3.0.0', '2023-09-26'],
    // Nothing said of its end is not "supported".
    ['sql_server_2014', '12.0.6024.0', undefined],
  ]);
  expect(problems[0]?.reason).toContain('one page of several');
});

it('reads compressed lines of JSON, tells of one that is cut off, and does not claim what was mended', () => {
  const { about, problems } = sample('vulnerabilities.json.gz');
  expect(
    about('vulnerability').map(({ id, severity, score, exploit }) => [id, severity, score, exploit]),
  ).toEqual([
    ['CVE-2023-4863', 'critical', 8.8, 'verified'],
    ['CVE-2025-29824', 'high', 7.8, 'none'],
  ]);
  expect(about('asset').map(({ keys }) => keys.at(-1))).toEqual(['host:sah-ws014', 'host:sah-pacs02']);
  expect(problems).toEqual([{ line: 3, reason: 'this item is cut off; it was left out' }]);
});

it('reads the table of the portal to the same keys', () => {
  const { about } = sample('devices.csv');
  const [workstation, pump] = about('asset');
  expect(workstation?.keys).toContain('fqdn:sah-ws014.staldhelms.nhs.example');
  expect(workstation?.keys).toContain('mac:8c:16:45:aa:01:bb');
  expect(pump).toMatchObject({ fields: { kind: 'medical-device' }, seen_at: '2026-03-16T04:00:00.000Z' });
});
