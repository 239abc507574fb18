/** An import as people read it: what it said, what that changes, and what it could not say. Pure. */
import type { ReadResult } from '../imports/read-file.ts';
import { changesBetween } from '../merge/changes.ts';
import type { MergedEstate } from '../merge/merged.ts';
import type { ImportReport } from './model.ts';

/** As many as a person looks at; the counts are of all. */
const listed = 200;

/** What matters most when nobody knows it. */
const wanted = ['os', 'kind', 'support_ends', 'location'] as const;

export interface Reported {
  sources: readonly string[];
  read: readonly { file: string; result: ReadResult }[];
  claims: ImportReport['claims'];
  before: MergedEstate;
  after: MergedEstate;
}

export function importReport({ sources, read, claims, before, after }: Reported): ImportReport {
  const { appeared, gone, changed, conflicts } = changesBetween(before, after, sources);
  const parts = read.flatMap(({ result }) => result.parts);
  const problems = parts.flatMap(({ name: file, problems }) =>
    problems.map((problem) => ({ file, ...problem })),
  );
  return {
    source: sources.join(', '),
    parts: parts.map(({ name: file, kind, title, claims: said }) => ({
      file,
      kind,
      title,
      claims: countBy(said, ({ about }) => about),
    })),
    unknown_files: read.flatMap(({ result }) => result.unknown).slice(0, listed),
    claims,
    assets: {
      before: before.assets.length,
      after: after.assets.length,
      appeared: appeared.slice(0, listed),
      appeared_count: appeared.length,
      gone: gone.slice(0, listed),
      gone_count: gone.length,
      changed: changed.slice(0, listed),
      changed_count: changed.length,
      conflicts: conflicts.slice(0, listed),
      conflict_count: conflicts.length,
      unknown: Object.fromEntries(
        wanted.map((field) => [
          field,
          after.assets.filter(({ fields }) => fields[field] === undefined).length,
        ]),
      ),
    },
    problems: problems.slice(0, listed),
    problem_count: problems.length + parts.reduce((sum, { moreProblems }) => sum + moreProblems, 0),
  };
}

function countBy<T>(items: readonly T[], of: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[of(item)] = (counts[of(item)] ?? 0) + 1;
  return counts;
}
