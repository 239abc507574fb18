import type { Case } from './case.ts';
import { conditionCases } from './cases/conditions.ts';
import { correlationCases } from './cases/correlations.ts';
import { filterCases } from './cases/filters.ts';
import { modifierCases } from './cases/modifiers.ts';
import { refusalCases } from './cases/refusals.ts';
import { valueCases } from './cases/values.ts';

export type { AlertCase, Case, MatchCase, RefusalCase, TimedRecord } from './case.ts';
export { type CaseResult, type ConformanceEngine, type LoadedText, runConformance } from './run.ts';

export const conformanceCases: readonly Case[] = [
  ...valueCases,
  ...modifierCases,
  ...conditionCases,
  ...filterCases,
  ...correlationCases,
  ...refusalCases,
];
