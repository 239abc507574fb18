/** What an import came to, and the whole story of one asset, as doors give them. */
import { z } from 'zod';
import { assetFields, severities } from '../imports/claim.ts';
import { columnMeanings } from '../imports/table/mapping.ts';

const Instant = z.string().describe('ISO 8601');
const SeenAt = Instant.nullable().describe('null: said of all time, as a hospital folder says it');

export const ImportProblem = z.object({
  file: z.string(),
  line: z.number().int().describe('from 1; 0 is the file as a whole'),
  reason: z.string(),
});

/** One import, or what it would be. Lists are cut; the counts are of everything. */
export const ImportReport = z.object({
  source: z.string(),
  parts: z.array(
    z.object({
      file: z.string(),
      kind: z.string(),
      title: z.string(),
      claims: z.record(z.string(), z.number().int()).describe('how many, by what they are about'),
    }),
  ),
  unknown_files: z.array(z.string()).describe('members and sheets that nothing knows; they were left out'),
  claims: z.object({
    new: z.number().int(),
    changed: z.number().int(),
    same: z.number().int(),
    vanished: z.number().int().describe('the source said it before and says it no more'),
  }),
  assets: z.object({
    before: z.number().int(),
    after: z.number().int(),
    appeared: z.array(z.string()),
    appeared_count: z.number().int(),
    gone: z.array(z.string()),
    gone_count: z.number().int(),
    changed: z.array(
      z.object({
        asset: z.string(),
        field: z.string(),
        was: z.string().nullable(),
        is: z.string().nullable(),
        source: z.string().nullable(),
      }),
    ),
    changed_count: z.number().int(),
    conflicts: z.array(
      z.object({
        asset: z.string(),
        field: z.string(),
        believed: z.object({ value: z.string(), source: z.string() }),
        others: z.array(z.object({ value: z.string(), source: z.string() })),
      }),
    ),
    conflict_count: z.number().int(),
    unknown: z.record(z.string(), z.number().int()).describe('assets of which nobody states it, by field'),
  }),
  problems: z.array(ImportProblem),
  problem_count: z.number().int(),
});
export type ImportReport = z.infer<typeof ImportReport>;

export const ImportLine = z.object({
  id: z.string(),
  source: z.string(),
  files: z.string(),
  at: Instant,
  by: z.string(),
  claims: ImportReport.shape.claims,
  assets: ImportReport.shape.assets.pick({
    after: true,
    appeared_count: true,
    gone_count: true,
    changed_count: true,
    conflict_count: true,
  }),
  problem_count: z.number().int(),
});
export type ImportLine = z.infer<typeof ImportLine>;
export const ImportList = z.object({ items: z.array(ImportLine).describe('newest first') });

/** One import as it was told when it was made. */
export const ImportDetail = ImportLine.pick({
  id: true,
  source: true,
  files: true,
  at: true,
  by: true,
}).extend({
  report: ImportReport,
});
export type ImportDetail = z.infer<typeof ImportDetail>;

/** What the columns of a table seem to mean, and what would be taken of its first rows. */
export const TableList = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      header_line: z.number().int().describe('from 1'),
      columns: z.array(
        z.object({
          column: z.string(),
          means: z.enum(columnMeanings).nullable().describe('null: it is left out'),
          because: z.enum(['heading', 'content', 'stated']).nullable(),
          example: z.string(),
        }),
      ),
      before: z.array(z.object({ line: z.number().int(), cells: z.array(z.string()) })),
      after: z.array(
        z.object({
          line: z.number().int(),
          known_as: z.array(z.string()),
          fields: z
            .record(z.string(), z.string())
            .nullable()
            .describe('null: nothing says which device it is'),
        }),
      ),
      unknown_kinds: z.array(z.string()).describe('words for kinds that mean none of the estate’s'),
    }),
  ),
});
export type TableList = z.infer<typeof TableList>;

const Statement = z.object({ value: z.string(), source: z.string(), seen_at: SeenAt });

export const AssetStory = z.object({
  id: z.string(),
  aliases: z.array(z.string()),
  keys: z.array(z.object({ key: z.string(), sources: z.array(z.string()), seen_at: SeenAt })),
  fields: z.array(Statement.extend({ field: z.enum(assetFields), others: z.array(Statement) })),
  unknown: z
    .array(z.enum(assetFields))
    .describe('what nobody has stated: unknown, and never to be shown as clean'),
  sources: z.array(z.object({ source: z.string(), seen_at: SeenAt })),
  software: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      vendor: z.string().optional(),
      identifier: z.string().optional(),
      support_ends: z.string().optional(),
      source: z.string(),
      seen_at: SeenAt,
    }),
  ),
  vulnerabilities: z.array(
    z.object({
      id: z.string(),
      severity: z.enum(severities),
      title: z.string().optional(),
      score: z.number().optional(),
      software: z.string().optional(),
      fix: z.string().optional(),
      exploit: z.enum(['none', 'public', 'verified']).optional(),
      port: z.string().optional(),
      source: z.string(),
      seen_at: SeenAt,
    }),
  ),
  model: z
    .object({
      document: z.string().optional(),
      description: z.string().optional(),
      source: z.string(),
      answers: z.array(
        z.object({ question: z.string(), text: z.string(), answer: z.string(), note: z.string() }),
      ),
    })
    .nullable()
    .describe('what its maker says of its model on the MDS2 form'),
  rights: z.array(z.object({ from: z.string(), right: z.string(), to: z.string(), source: z.string() })),
  flows: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      protocol: z.string(),
      port: z.number().nullable(),
      times: z.number(),
      seen_at: SeenAt,
      source: z.string(),
    }),
  ),
});
export type AssetStory = z.infer<typeof AssetStory>;
