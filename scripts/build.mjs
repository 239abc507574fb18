// Bundles the server, the command line and their worker threads into dist/, and the console into dist/web/.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';
import { build as buildWeb } from 'vite';
import { root } from './root.mjs';

/** Every `*-worker.ts` is an entry of its own; platform/worker finds it in dist/ by its file name. */
function workers(dir) {
  const found = {};
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('-worker.ts') || entry.parentPath.includes('node_modules'))
      continue;
    const name = basename(entry.name, '.ts');
    if (found[name]) throw new Error(`two worker files are called ${name}; the bundle needs distinct names`);
    found[name] = join(entry.parentPath, entry.name);
  }
  return found;
}

async function buildNode() {
  const bundle = await rolldown({
    cwd: root,
    input: {
      server: 'apps/server/main.ts',
      cli: 'apps/cli/main.ts',
      client: 'apps/client/index.ts',
      ...workers(join(root, 'apps/server')),
      ...workers(join(root, 'modules')),
      ...workers(join(root, 'platform')),
    },
    platform: 'node',
    // Libraries stay where npm put them; only our own workspaces are bundled.
    external: (id) => /^[@a-z]/i.test(id) && !id.startsWith('@cordon/') && !/^[A-Z]:/.test(id),
    resolve: { extensions: ['.ts', '.tsx', '.js'] },
    // No file of ours does anything by being loaded, so a command loads only what it calls, not all that lies behind the doors
    // it came through: `cordon --version` is ten times as fast for it.
    treeshake: { moduleSideEffects: false },
  });
  for (const file of existsSync(join(root, 'dist')) ? readdirSync(join(root, 'dist')) : []) {
    if (/\.js(\.map)?$/.test(file)) rmSync(join(root, 'dist', file));
  }
  await bundle.write({
    dir: join(root, 'dist'),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    // Flat beside the entries, so that `new URL('./x-worker.js', import.meta.url)` holds in every chunk.
    chunkFileNames: 'chunk-[name]-[hash].js',
  });
  await bundle.close();
}

export async function build() {
  await buildNode();
  await buildWeb({ root: join(root, 'apps/web'), logLevel: 'warn' });
}

if (process.argv[1] === join(root, 'scripts', 'build.mjs')) await build();
