/** The risk: a fix that is overdue and looks as if there were time, a forecast taken for an attack, a doubt taken for a fact. */
import { projectPath } from '@cordon/platform/root';
import { beforeAll, expect, test } from 'vitest';
import { loadEstate } from '../load.ts';
import type { Estate } from '../model.ts';
import { loadSsvc } from '../ssvc/index.ts';
import { createKnowledge, type VulnerabilityFinding } from '../vulnerabilities/index.ts';
import { type TriageNeeds, triage } from './index.ts';

const day = '2026-11-30';
const ssvc = loadSsvc();
let estate: Estate;

beforeAll(async () => {
  estate = await loadEstate(projectPath('content', 'hospitals', 'st-aldhelms'));
});

const knowledge = createKnowledge({
  kev: [
    {
      asserter: 'CISA',
      cve: 'CVE-2020-1472',
      name: '',
      published: '2021-11-03',
      due: '2021-11-17',
      ransomware: 'yes',
      required_action: '',
    },
  ],
  epss: [{ cve: 'CVE-2026-40001', probability: 0.97, percentile: 0.999, scored: '2026-11-29' }],
  cves: [],
});
const needs = (more: Partial<TriageNeeds> = {}): TriageNeeds => ({
  estate,
  ssvc,
  exposureOf: () => ({ value: 'controlled', why: '' }),
  knowledge,
  ...more,
});
const found = (cve: string, more: Partial<VulnerabilityFinding> = {}): VulnerabilityFinding => ({
  asset: 'sah-dc01',
  cve,
  source: 'scanner',
  seen: day,
  evidence: '',
  certain: true,
  cvss: { version: '3.1', score: 7.5, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', by: 'scanner' },
  exploit: 'none',
  automatable: null,
  fix_released: null,
  ...more,
});

test('what somebody says is exploited comes first; a high forecast is a forecast', () => {
  const [first, second] = triage(needs(), [found('CVE-2026-40001'), found('CVE-2020-1472')], day);
  expect(first).toMatchObject({
    finding: { cve: 'CVE-2020-1472' },
    known: { exploited: 'asserted', ransomware: 'yes', due: '2021-11-17' },
    decision: { outcome: 'out-of-cycle' },
  });
  expect(second).toMatchObject({
    known: { exploited: 'not asserted', epss: { probability: 0.97 } },
    decision: { exploitation: { value: 'none' } },
  });
});

test('the fourteen days run from the release that the source names; where it names none, nobody says that there is time', () => {
  const clockOf = (more: Partial<VulnerabilityFinding>) =>
    triage(needs(), [found('CVE-2026-40001', more)], day)[0]!.clock;
  expect(clockOf({ fix_released: '2026-11-10' })).toMatchObject({ state: 'late', due: '2026-11-24' });
  expect(clockOf({ fix_released: '2026-11-20' })).toMatchObject({ state: 'due', days_left: 4 });
  expect(clockOf({}).state).toBe('unknown');
  const medium = { version: '3.1', score: 5, vector: '', by: 'scanner' };
  expect(clockOf({ fix_released: '2026-01-01', cvss: medium }).state).toBe('none');
  expect(clockOf({ fix_released: '2026-01-01', cvss: null }).state).toBe('late');
});

test('of the same outcome, what is certain comes before what may be, and the more overdue before the less', () => {
  const order = triage(
    needs(),
    [
      found('CVE-2026-40003', { certain: false, fix_released: '2026-01-01' }),
      found('CVE-2026-40002', { fix_released: '2026-11-20' }),
      found('CVE-2026-40001', { fix_released: '2026-10-01' }),
    ],
    day,
  ).map(({ finding }) => finding.cve);
  expect(order).toEqual(['CVE-2026-40001', 'CVE-2026-40002', 'CVE-2026-40003']);
});

test('a finding on what the estate does not know is no finding of ours', () => {
  expect(triage(needs(), [found('CVE-2020-1472', { asset: 'elsewhere' })], day)).toEqual([]);
});
