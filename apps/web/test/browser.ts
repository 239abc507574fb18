/** A real browser for tests, and the built console for it to open. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { builtConsole } from './fixture-server.ts';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export function findChromium(): string | null {
  const named = process.env.CORDON_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  return places.find((place) => existsSync(place)) ?? null;
}

export const howToGetOne =
  'skipped: no Chromium; install it (Debian: apt-get install chromium) or set CORDON_CHROMIUM';

const disabledFeatures = [
  // Suggestions of an address bar that nobody sees: a process of its own, and most of a second of work, for every window.
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
  // What Playwright disables, whose switch the one below replaces.
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding', 'AimEnabled'],
  ...['ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints'],
  ...['NetworkTimeServiceQuerying', 'PreconnectToSearch'],
];

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${disabledFeatures.join(',')}`,
    ],
  });
}

const web = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Newest change to anything that goes into the build; tests and their fixtures do not. */
function newestSource(folder: string): number {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (path !== join(web, 'test') && entry.name !== 'node_modules')
        newest = Math.max(newest, newestSource(path));
    } else if (!/\.test\.tsx?$|\.md$/.test(entry.name)) {
      newest = Math.max(newest, statSync(path).mtimeMs);
    }
  }
  return newest;
}

/** Builds the console unless what is in dist is newer than every source. */
export async function buildOnce(): Promise<void> {
  const built = join(builtConsole, 'index.html');
  if (existsSync(built) && statSync(built).mtimeMs > newestSource(web)) return;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', 'apps/web', '--logLevel', 'error'], {
    cwd: root,
    // Test runners set this to `test`, which would build the development React.
    env: { ...process.env, NODE_ENV: 'production' },
  });
}
