// Brings a fresh clone to the point where the product can run: dependencies installed, bundles built.
// Plain JavaScript on purpose: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';

/** Stops with a sentence that says what happened and what to do. */
export function fail(sentence) {
  console.error(`\nCordon: ${sentence}\n`);
  process.exit(2);
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(
      `needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node and run the same command again.`,
    );
  }
}

function writable(dir) {
  try {
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** npm keeps its cache in the home folder; when it cannot be written there, it gets one of its own. */
function npmEnvironment() {
  // npm tells the scripts it runs where its cache is, whether or not it can be written.
  const cache = process.env.npm_config_cache ?? join(homedir(), '.npm');
  try {
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
    return process.env;
  } catch {
    return { ...process.env, npm_config_cache: join(tmpdir(), `cordon-npm-${process.getuid?.() ?? 'user'}`) };
  }
}

function run(command, args, env = process.env) {
  return (
    spawnSync(command, args, { cwd: root, stdio: 'inherit', env, shell: process.platform === 'win32' })
      .status === 0
  );
}

/** Installs when the lock file differs from the one last installed. Does nothing, in milliseconds, otherwise. */
export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.cordon-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  if (!writable(root))
    fail(
      `cannot write to ${root}, so it cannot install what it needs. Make the folder writable or clone it elsewhere.`,
    );
  console.log('Cordon: installing what it needs from the npm registry (first run only)…');
  if (!run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], npmEnvironment())) {
    fail(
      'the installation did not finish. What was printed above says why; when it is mended, run the same command again.',
    );
  }
  writeFileSync(stamp, lock);
}

/** Newest change under the source folders, in milliseconds. */
function newestSource() {
  let newest = 0;
  const visit = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === 'dist') continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (/\.(tsx?|css|html|json|mjs|svg)$/.test(entry.name))
        newest = Math.max(newest, statSync(path).mtimeMs);
    }
  };
  for (const dir of ['apps', 'modules', 'engines', 'platform', 'scripts']) visit(join(root, dir));
  return newest;
}

/** Builds the bundles when a source file is newer than the last build. */
export async function ensureBuilt() {
  const stamp = join(root, 'dist', '.built');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newestSource()) return;
  if (!writable(root)) {
    if (existsSync(stamp)) return; // an installed, read-only copy: its clock may differ, its build does not
    fail(`cannot write to ${root}, so it cannot build. Make the folder writable or clone it elsewhere.`);
  }
  console.log('Cordon: building…');
  const { build } = await import('./build.mjs');
  await build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
}
