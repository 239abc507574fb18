/** Guards: a table that claims more than the page, and a layer that Navigator refuses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Coverage } from '@cordon/detection';
import { projectPath } from '@cordon/platform/root';
import { afterAll, describe, expect, it } from 'vitest';
import { coverageCommand } from './coverage.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-coverage-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const rules = [projectPath('content', 'rules', 'suricata')];
const plain = { logs: [] as string[], prove: false };

describe('cordon rules coverage', () => {
  it('says that log sources are not known until logs are named', async () => {
    const text = await coverageCommand(rules, { ...plain, format: 'table' });
    expect(text).toContain('Log sources are not known');
    expect(text).toContain('The MITRE Corporation');
    const log = join(dir, 'eve.json');
    writeFileSync(
      log,
      `${JSON.stringify({ timestamp: '2026-03-18T10:00:00.000000+0000', event_type: 'alert', flow_id: 1, src_ip: '10.0.0.1', dest_ip: '10.0.0.2', proto: 'TCP', alert: { action: 'allowed', signature: 'x', signature_id: 1, severity: 3 } })}\n`,
    );
    const known = Coverage.parse(
      JSON.parse(await coverageCommand(rules, { ...plain, logs: [log], format: 'json' })),
    );
    expect(new Set(known.techniques.map(({ source }) => source))).toEqual(new Set(['seen']));
  });

  it('draws a layer with a technique for each that has a rule', async () => {
    const layer = JSON.parse(await coverageCommand(rules, { ...plain, format: 'navigator' }));
    const coverage = Coverage.parse(JSON.parse(await coverageCommand(rules, { ...plain, format: 'json' })));
    expect(layer).toMatchObject({ domain: 'enterprise-attack', versions: { layer: '4.5' } });
    expect(layer.techniques.map((one: { techniqueID: string }) => one.techniqueID)).toEqual(
      coverage.techniques.map(({ id }) => id),
    );
  });
});
