/** Guards: models that are there but hear nothing, and a stop or a kill after which they have forgotten, or stored findings are gone. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readLearnt } from '@cordon/detection';
import { type Estate, loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { loadScenario, simulate } from '@cordon/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FindingDetail, FindingPage, ModelList } from './api.ts';
import { type Cordon, compose, oneHospital } from './compose.ts';
import { Settings } from './settings.ts';
import { asHolder, type Running } from './test/running.ts';

const hour = 3_600_000;

describe('models in the server', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-models-server-'));
  const killed = mkdtempSync(join(tmpdir(), 'cordon-models-killed-'));
  let estate: Estate;
  let cordon: Cordon;
  let ask: Running['ask'];
  const open = async (folder: string): Promise<void> => {
    cordon = await compose({
      dir: folder,
      cacheDir: testCache,
      organisations: oneHospital(estate),
      learnt: readLearnt(),
      demonstration: () => null,
      settings: Settings.parse({}),
      settingsFolder: folder,
      log: createLogger('test', { level: 'silent' }),
    });
    ask = asHolder(await cordon.app.listen({ host: '127.0.0.1', port: 0 }), cordon.machineKey);
  };
  const get = async (path: string): Promise<unknown> => (await ask(`/api/v1/${path}`)).json();
  const models = async (): Promise<ModelList> => ModelList.parse(await get('models'));
  const said = async (): Promise<string[]> =>
    FindingPage.parse(await get('findings?limit=500'))
      .items.filter(({ rule_id }) => rule_id.startsWith('model:'))
      .map(({ id, rule_id }) => `${rule_id} ${id}`)
      .sort();

  /** The first two hours of a simulated intrusion, each source in one request. */
  async function sendIntrusion(): Promise<void> {
    const scenario = await loadScenario('hse-2021');
    const start = new Date(readLearnt().from.until);
    const bySource = new Map<string, string[]>();
    for (const { time, stream, line } of simulate({ estate, scenario, seed: 1, start })) {
      if (Date.parse(time) > start.getTime() + 2 * hour) break;
      const lines = bySource.get(stream);
      if (lines) lines.push(line);
      else bySource.set(stream, [line]);
    }
    for (const [stream, lines] of bySource) {
      const answer = await ask(`/api/v1/logs?name=${encodeURIComponent(stream)}`, {
        method: 'POST',
        body: `${lines.join('\n')}\n`,
      });
      expect(answer.status).toBe(202);
    }
    await cordon.caughtUp();
  }

  beforeAll(async () => {
    estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
    await open(dir);
  });
  afterAll(async () => {
    await cordon.close();
    for (const folder of [dir, killed]) rmSync(folder, { recursive: true, force: true });
  });

  it('find what is unusual in what the doors took, and join it to the incident that rules raised', async () => {
    await sendIntrusion();
    expect((await models()).learnt).toMatchObject({ days: 5 });
    const found = await said();
    expect(found.map((one) => one.split(' ')[0])).toContain('model:process.cluster');
    const id = found.find((one) => one.startsWith('model:process.cluster'))!.split(' ')[1];
    const detail = FindingDetail.parse(await get(`findings/${id}`));
    expect(detail.model?.figures?.hits).toBeGreaterThan(0);
    expect(detail.incident).not.toBeNull();
    expect(detail.reason.length).toBeGreaterThan(2);
  });

  it('know after a stop what they knew before; after a kill they have every finding, and begin from the last snapshot', async () => {
    const [before, found] = [await models(), await said()];
    // What a kill leaves behind: the folder as it is while Cordon runs.
    cpSync(dir, killed, { recursive: true, filter: (path) => basename(path) !== 'lock' });
    await cordon.close();
    await open(dir);
    expect(await models()).toEqual(before);
    expect(await said()).toEqual(found);
    await cordon.close();
    await open(killed);
    expect(await said()).toEqual(found);
    const after = await models();
    const seen = ({ items }: ModelList): number =>
      items.find(({ family }) => family === 'silence')!.learning.events;
    expect(seen(before) - seen(after)).toBeGreaterThanOrEqual(0);
    expect(seen(before) - seen(after)).toBeLessThanOrEqual(10_000);
  });
});
