/** How often each model was wrong where the truth was known: written by bench/models.ts, never by hand. Reads a file. */
import { existsSync, readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { z } from 'zod';
import { familyNames } from './catalogue.ts';

const FamilyFigures = z.object({
  title: z.string(),
  reads: z.string(),
  learns: z.string(),
  limits: z.array(z.string()),
  captures: z
    .array(
      z.object({
        file: z.string(),
        findings: z.number().int(),
        hits: z.number().int(),
        by: z.array(z.string()),
      }),
    )
    .describe('real captures that others labelled, at the shipped thresholds; everything else is simulated'),
  hits: z.number().int(),
  findings: z.number().int(),
  budget: z.number().int(),
  precision_at_budget: z.number().nullable(),
  average_precision: z.number(),
  baseline_average_precision: z.number(),
  steps_seen: z.number().int(),
  steps: z.number().int(),
  false_per_day: z.number().nullable(),
  missed: z.array(z.string()),
});

export type FamilyFigures = z.infer<typeof FamilyFigures>;

export const FiguresFile = z.object({
  command: z.string(),
  families: z.partialRecord(z.enum(familyNames), FamilyFigures),
  models: z.record(z.string(), z.object({ hits: z.number().int(), findings: z.number().int() })),
});
export type FiguresFile = z.infer<typeof FiguresFile>;

export const figuresFile = (): string => projectPath('docs', 'models', 'figures.json');

/** Null where nothing was ever measured: then nothing is claimed. */
export const readFigures = (file = figuresFile()): FiguresFile | null =>
  existsSync(file) ? FiguresFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
