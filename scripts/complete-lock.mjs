// A registry may lack some builds of a package for other platforms; npm then leaves them out of the lock file, and `npm ci`
// refuses it. This adds the missing optional entries (name, version, platform), so that a clean install always works.
// `--check` changes nothing and fails when an entry is missing.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (lock.packages[nested] || lock.packages[hoisted]) continue;
    missing.push(`${name}@${version}`);
    const words = name.split(/[/-]/);
    const os = ['linux', 'darwin', 'win32', 'android', 'freebsd', 'openharmony'].filter((word) =>
      words.includes(word),
    );
    const cpu = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32'].filter(
      (word) => words.includes(word),
    );
    const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
    lock.packages[hoisted] = {
      version: version.replace(/^[~^]/, ''),
      optional: true,
      ...(cpu.length && { cpu }),
      ...(os.length && { os }),
      ...(libc && { libc }),
    };
  }
}
if (process.argv.includes('--check')) {
  if (missing.length) {
    console.error(`package-lock.json lacks ${missing.join(', ')}. Run: npm run lock`);
    process.exit(1);
  }
} else if (missing.length) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json completed with ${missing.join(', ')}`);
}
