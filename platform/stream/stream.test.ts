import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { streamContract } from './contract.ts';
import { openStream } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-stream-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

streamContract('durable log', async () => {
  const dir = mkdtempSync(join(scratch, 'stream-'));
  return { open: async () => openStream({ dir, segmentBytes: 2_000 }) };
});
