/** Guards: a page read at 3 a.m. that leaves out what is worst, or answers a question other than the one asked. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decision } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entriesCommand } from './estate-entries.ts';
import { legacyCommand } from './estate-legacy.ts';
import { restoreOrderCommand } from './estate-restore-order.ts';
import { vulnerabilitiesCommand } from './estate-vulnerabilities.ts';

const estate = projectPath('content', 'hospitals', 'st-aldhelms');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-estate-'));
  vi.useFakeTimers({ now: new Date('2026-11-30T03:00:00Z'), toFake: ['Date'] });
  vi.stubEnv('CORDON_DATA', folder);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A catalogue and an advisory of a maker that does not exist, about what the sample hospital has. */
function feeds(): { kev: string; csaf: string } {
  const file = (name: string, value: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(value));
    return join(folder, name);
  };
  const product = (category: string, name: string, product_id: string) => ({
    category,
    name,
    product: { product_id, name: `FortiOS ${name}` },
  });
  return {
    kev: file('kev.json', {
      catalogVersion: '1',
      vulnerabilities: [
        {
          cveID: 'CVE-2026-30001',
          dateAdded: '2026-11-01',
          dueDate: '2026-11-15',
          requiredAction: 'Upgrade or unplug.',
        },
        { cveID: 'no' },
      ],
    }),
    csaf: file('advisory.json', {
      document: {
        csaf_version: '2.0',
        publisher: { name: 'Maker' },
        tracking: { id: 'A-1', current_release_date: '2026-10-01T00:00:00Z' },
      },
      product_tree: {
        branches: [
          {
            category: 'product_name',
            name: 'FortiOS',
            branches: [product('product_version_range', '<7.2', 'P'), product('product_version', '7.4', 'Q')],
          },
        ],
      },
      vulnerabilities: [
        {
          cve: 'CVE-2026-30001',
          product_status: { known_affected: ['P'], fixed: ['Q'] },
          remediations: [
            { category: 'vendor_fix', details: 'Upgrade.', date: '2026-10-01T00:00:00Z', product_ids: ['P'] },
          ],
        },
      ],
    }),
  };
}

describe('cordon estate vulnerabilities', () => {
  it('says how soon, why, and how late, and what was cleared or not looked at', async () => {
    const { kev, csaf } = feeds();
    const text = await vulnerabilitiesCommand({
      estate,
      feed: [`Partner=${kev}`, csaf],
      import: [],
      format: 'table',
    });
    expect(text).toMatch(
      /out-of-cycle +CVE-2026-30001 +SAH-FBFW01 .*late 46 d +Exploited, says Partner since 2026-11-01/,
    );
    expect(text).toMatch(/A-1: FortiOS 7\.0, says the estate; Maker says of FortiOS <7\.2: affected/);
    expect(text).toMatch(/Cleared: CVE-2026-30001 on sah-supvpn01, fixed \(A-1\)/);
    expect(text).toContain('Partner asks, by 2026-11-15: Upgrade or unplug.');
    expect(text).toContain('was not looked at');
  });

  it('takes what a scanner found, with its own score and its word on exploits', async () => {
    const scan = projectPath(
      'modules',
      'estate',
      'imports',
      'defender',
      'samples',
      'vulnerabilities.json.gz',
    );
    const { kev } = feeds();
    const json = await vulnerabilitiesCommand({ estate, feed: [kev], import: [scan], format: 'json' });
    const { findings } = JSON.parse(json) as {
      findings: { finding: { cve: string }; known: { cvss: { score: number } }; decision: Decision }[];
    };
    const firefox = findings.find(({ finding }) => finding.cve === 'CVE-2023-4863')!;
    expect(firefox.known.cvss.score).toBe(8.8);
    expect(firefox.decision.exploitation).toMatchObject({ value: 'public poc', known: true });
    // The estate knew nothing of this desk, so nobody knows who can reach it.
    expect(firefox.decision.exposure).toMatchObject({ value: 'open', known: false });
  });

  it('does not call anything unexploited for want of a catalogue', async () => {
    const text = await vulnerabilitiesCommand({ estate, feed: [feeds().csaf], import: [], format: 'table' });
    expect(text).toContain('no catalogue was given, so anything may be');
  });
});

describe('cordon estate legacy', () => {
  const legacy = (feed: string[] = [], format: 'table' | 'json' = 'table') =>
    legacyCommand({ estate, feed, import: [], format });

  it('begins with what the internet may call and nobody supports, and says how old its knowledge is', async () => {
    const text = await legacy();
    const lines = text.split('\n');
    expect(text).toContain('speak of 2026-08-21, 101 days ago. That is too long');
    expect(text).toContain('No feed and no scan was given');
    const [first] = lines.filter((line) => /^ +1 /.test(line));
    expect(first).toContain('SAH-RAS02');
    expect(text).toMatch(/^!! IMMEDIATE/m);
    // Ran out, refused, quoted: what people decided stands where they look.
    expect(text).toMatch(/Mitigation ran out .*2026-08-31/);
    expect(text).toContain('refused. The product is withdrawn');
    expect(text).toContain('Quoted: £61,500');
  });

  it('takes advisories and catalogues, finds what they are about, and tells what it refused', async () => {
    const { kev, csaf } = feeds();
    const { assets } = JSON.parse(await legacy([kev, csaf], 'json')) as {
      assets: { asset: { id: string }; cve: string | null; findings: unknown[]; unwatched: boolean }[];
    };
    const firewall = assets.find(({ asset }) => asset.id === 'sah-fbfw01')!;
    expect(firewall).toMatchObject({ cve: 'CVE-2026-30001', unwatched: false });
    expect(firewall.findings).toHaveLength(1);
    const text = await legacy([kev, csaf]);
    expect(text).toContain(`${kev}: record 2 names no CVE.`);
    expect(text).toContain('Exploited, says CISA since 2026-11-01.');
  });

  it('refuses a feed that is none, rather than leaving it out', async () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'patch the portal');
    await expect(legacy([file])).rejects.toMatchObject({ code: 'FEED_UNKNOWN' });
  });
});

describe('cordon estate entries', () => {
  it('shows what is on no list first, and says by its exit code that not all is covered', async () => {
    let out = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += text;
      return true;
    });
    expect(await entriesCommand({ estate, import: [], format: 'table' })).toBe(1);
    expect(out.split('\n')[1]).toContain('unexplained');
    expect(out).toContain('internet-to-patient-portal: to patient-portal, tcp 443');
    out = '';
    await entriesCommand({ estate, import: [], format: 'json' });
    expect(JSON.parse(out)).toHaveLength(6);
  });
});

describe('cordon estate restore-order', () => {
  it('names the step, why, after what, and whom to call', async () => {
    const text = await restoreOrderCommand({ estate, lost: ['pacs', 'storage'], format: 'table' });
    expect(text).toMatch(/ 1 +1 +60 min .*Shared storage/);
    expect(text).toMatch(/ 2 +2 +480 min .*Picture archive/);
    expect(text).toContain('After storage.');
    expect(text).toContain('240 min missed');
    expect(text).toContain('On SAH-PACS01, ');
    expect(text).toContain('Corvane Imaging: remote support line 24/7');
    expect(text).toMatch(/!! +passed +240 min .*Diagnostic imaging stands still until pacs is back/);
    expect(text).toContain('Longest chain, which more teams do not shorten: storage > pacs.');
  });

  it('refuses a name that the estate does not have, before it orders anything', async () => {
    const asked = restoreOrderCommand({ estate, lost: ['pacs', 'pax'], format: 'table' });
    await expect(asked).rejects.toMatchObject({
      code: 'NOT_IN_ESTATE',
      message: expect.stringContaining('pax'),
    });
  });

  it('takes down what stands at a lost site', async () => {
    const plan = JSON.parse(
      await restoreOrderCommand({ estate, lost: ['harrowmere-lab'], format: 'json' }),
    ) as { steps: { id: string }[] };
    expect(plan.steps.map(({ id }) => id)).toEqual(['lims']);
  });
});
