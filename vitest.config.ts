import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What starts browsers and servers comes first: taken last, one of them would run for a minute while all other workers rest. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      /\.browser\.test\.ts$|\/apps\/server\//.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['{apps,modules,engines,platform,bench,content,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'threads',
    isolate: false,
    sequence: { sequencer: LongFirst },
    // One more than there are cores: tests wait for browsers, processes and disks for a quarter of their time.
    maxWorkers: availableParallelism() + 1,
    // For what hangs, not for what is slow: on a busy machine each step takes several times as long.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
