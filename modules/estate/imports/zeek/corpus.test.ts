/** Guards: Zeek as it really is, which our own samples are not. The same records as tables and as JSON must make the same claims. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { describe, expect, it } from 'vitest';
import { readBytes } from '../testing/sample.ts';

const data = join(process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data'), 'zeek');

describe.skipIf(!existsSync(data))('real logs (needs CORDON_DATA with zeek/)', () => {
  const claims = (path: string) => {
    const { parts } = readBytes(path, readFileSync(join(data, path)));
    expect(parts.flatMap(({ problems }) => problems)).toEqual([]);
    return parts.flatMap((part) => part.claims.map((claim) => JSON.stringify(claim))).sort();
  };

  it.each(['software', 'known_hosts'])('%s', (log) => {
    const table = claims(`zed-tsv/${log}.log.gz`);
    expect(table.length).toBeGreaterThan(100);
    expect(claims(`zed-json/${log}.json.gz`)).toEqual(table);
  });
});
