// `npm run check`: everything that can be known without running the product. CI runs it before the tests.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.mjs';
import { ensureInstalled, requireNode } from './setup.mjs';

requireNode();
ensureInstalled();

const bin = (name) => join(root, 'node_modules', '.bin', name);
const checks = [
  ['types', bin('tsc'), ['-p', '.']],
  ['format and lint', bin('biome'), ['check', '--error-on-warnings', '.']],
  [
    'the dependency rule',
    bin('depcruise'),
    ['apps', 'modules', 'engines', 'platform', 'bench', '--config', '.dependency-cruiser.cjs'],
  ],
  ['dead code and unused dependencies', bin('knip'), []],
  ['lock file', process.execPath, [join(root, 'scripts/complete-lock.mjs'), '--check']],
];

let bad = 0;
for (const [what, command, args] of checks) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${what}`);
  if (status !== 0) {
    bad = 1;
    console.log(`${stdout}${stderr}`.replace(/^/gm, '     '));
  }
}
process.exit(bad);
