// `npm test`: installs and builds when needed, runs every test, and ends with one line that counts them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';
import { ensureBuilt, ensureInstalled, requireNode } from './setup.mjs';

requireNode();
ensureInstalled();
await ensureBuilt();

const scratch = mkdtempSync(join(tmpdir(), 'cordon-test-'));
const report = join(scratch, 'report.json');
const { status, signal } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  // Tests that start Cordon as people do, and threads that tests start, run what was built above.
  { cwd: root, stdio: 'inherit', env: { ...process.env, CORDON_TEST_BUNDLE: join(root, 'dist') } },
);
let line = 'no test ran';
let exitCode = status ?? 1;
if (existsSync(report)) {
  const {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    success,
  } = JSON.parse(readFileSync(report, 'utf8'));
  line = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  if (!success || passed === 0) exitCode ||= 1;
} else if (signal !== null)
  line = `The process that runs the tests was ended by ${signal}: what it had done stands above, the rest did not run.`;
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${line}`);
process.exit(exitCode);
