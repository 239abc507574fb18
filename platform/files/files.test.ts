import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { fileStoreContract } from './contract.ts';
import { openFiles } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-files-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

fileStoreContract('folder', async () => {
  const dir = mkdtempSync(join(scratch, 'files-'));
  return {
    open: async () => openFiles({ dir }),
    async damage(sha256) {
      const path = join(dir, sha256.slice(0, 2), sha256);
      const bytes = readFileSync(path);
      bytes[0] = bytes[0]! ^ 1;
      writeFileSync(path, bytes);
      if (readdirSync(join(dir, 'drafts')).length > 0) throw new Error('a draft was left behind');
    },
  };
});
