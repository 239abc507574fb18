import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,modules,engines,platform,bench,content,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'threads',
    isolate: false,
    // As many as there are cores: by itself it leaves one idle, which on two is half the machine.
    maxWorkers: availableParallelism(),
    // For what hangs, not for what is slow: on a busy machine each step takes several times as long.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
