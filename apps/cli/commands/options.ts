/** Options that several commands take, and how the words of each become values. */
import { projectPath } from '@cordon/platform/root';
import { InvalidArgumentError, Option } from 'commander';

export const collect = (value: string, all: string[]): string[] => [...all, value];

export function moment(value: string): string {
  const at = Date.parse(value);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Give a time such as 2026-03-01 or 2026-03-01T08:30:00Z.');
  return new Date(at).toISOString();
}

export function positive(value: string): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return n;
}

/** Where a command offers nothing but the table that people read and the JSON that programs do. */
export const tableOrJson = () =>
  new Option('--format <format>', 'how to show it').choices(['table', 'json']).default('table');

export const dataOption = [
  '--data <dir>',
  'data folder of Cordon (default: the one that npm start uses)',
] as const;
export const byOption = ['--by <who>', 'who decides (default: your account on this machine)'] as const;
export const becauseOption = ['--because <why>', 'the reason, for whoever asks later'] as const;
const sampleHospital = projectPath('content', 'hospitals', 'st-aldhelms');
export const estateOption = ['--estate <dir>', 'description of the hospital', sampleHospital] as const;
export const estatesOption = [
  '--estate <dir>',
  'description of a hospital; given again, of several as one (default: the sample hospital)',
  collect,
  [] as string[],
] as const;
export const withSample = <O extends { estate: readonly string[] }>(options: O): O =>
  options.estate.length > 0 ? options : { ...options, estate: [sampleHospital] };
