/**
 * The map of hospitals of about 1,000, 10,000 and 100,000 assets, in a browser: `npx tsx bench/map.ts [folder for pictures]`. Each is the sample hospital with
 * its assets several times over, served by Cordon with nothing else to do. Prints how long the map takes the first time (the estate is
 * weighed then) and again, how long the spread from three hosts takes the first time (the graph of movement is built then) and again, how
 * long whoever asked for the situation meanwhile waited at most, how many bytes each is, and how long the page takes from the address to the picture, with how many elements it has. Times are of the
 * wall clock, in milliseconds; needs Chromium.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { linkSecret } from '@cordon/access';
import { createEstate, type EstateData, loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { compose, oneHospital } from '../apps/server/compose.ts';
import { Settings } from '../apps/server/settings.ts';
import { asHolder } from '../apps/server/test/running.ts';
import { byName } from '../apps/server/test/sign-in.ts';
import { buildOnce, findChromium, howToGetOne, launch } from '../apps/web/test/browser.ts';

const chromium = findChromium();
if (chromium === null) {
  console.log(howToGetOne);
  process.exit(0);
}
const hospital = projectPath('content', 'hospitals', 'st-aldhelms');
const sample = await loadEstate(hospital);
const registers = await loadRegisters(hospital, sample);
const from = 'sah-fin-pc03,sah-fs01,sah-sccm01';

const manyfold = (times: number): EstateData => ({
  ...sample,
  assets: Array.from({ length: times }, (_, copy) =>
    sample.assets.map((asset) =>
      copy === 0
        ? asset
        : { ...asset, id: `${asset.id}-${copy}`, hostname: `${asset.hostname}-${copy}`, addresses: [] },
    ),
  ).flat(),
});

const rounded = (ms: number): string => Math.round(ms).toLocaleString('en');
async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; made: T }> {
  const start = performance.now();
  const made = await work();
  return { ms: performance.now() - start, made };
}

await buildOnce();
const browser = await launch(chromium);
const table: Record<string, Record<string, string>> = {};
for (const times of [2, 16, 162]) {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-bench-map-'));
  const estate = createEstate(manyfold(times));
  const cordon = await compose({
    ...{ dir, settingsFolder: dir, cacheDir: testCache, sample: true },
    organisations: oneHospital(estate, { registers }),
    demonstration: () => null,
    settings: Settings.parse({}),
    log: createLogger('bench', { level: 'error' }),
  });
  const listening = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
  const ask = asHolder(listening, cordon.machineKey);
  const answer = (path: string) =>
    timed(async () => (await (await ask(`/api/v1/${path}`)).arrayBuffer()).byteLength);
  const [map, mapAgain] = [await answer('estate/map'), await answer('estate/map')];
  const spreading = answer(`spread?from=${from}`);
  let longest = 0;
  let isDone = false;
  void spreading.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    longest = Math.max(longest, (await answer('situation')).ms);
    await pause(20);
  }
  const [spread, spreadAgain] = [await spreading, await answer(`spread?from=${from}`)];

  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(`${byName(listening)}/#link=${linkSecret(cordon.machineKey, 'demonstration')}`);
  await page.getByRole('link', { name: 'Map' }).waitFor();
  const shown = await timed(async () => {
    await page.goto(`${byName(listening)}/map`);
    await page.locator('.zone-box').first().waitFor();
  });
  const withSpread = await timed(async () => {
    await page.goto(`${byName(listening)}/map?from=${from}`);
    await page.locator('.map-moment').waitFor();
  });
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  table[`${estate.assets.length.toLocaleString('en')} assets`] = {
    'map ms': rounded(map.ms),
    again: rounded(mapAgain.ms),
    'map kB': rounded(map.made / 1_000),
    'spread ms': rounded(spread.ms),
    'others wait': rounded(longest),
    'again ': rounded(spreadAgain.ms),
    'spread kB': rounded(spread.made / 1_000),
    'page ms': rounded(shown.ms),
    'with spread': rounded(withSpread.ms),
    elements: elements.toLocaleString('en'),
  };
  if (process.argv[2] !== undefined)
    await page.screenshot({ path: join(process.argv[2], `map-${estate.assets.length}.png`), fullPage: true });
  await page.context().close();
  await cordon.close();
  rmSync(dir, { recursive: true, force: true });
}
await browser.close();
console.table(table);
