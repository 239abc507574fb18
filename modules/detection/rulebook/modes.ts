/** Which mode a rule has: what was chosen for it, else for its pack, else what it is. Pure. */
import type { SigmaCorrelation, SigmaRule } from '@cordon/sigma';
import type { Choices, Mode, ModeChoice } from './model.ts';

export const noChoices: Choices = { packs: {}, rules: {} };

const own = <T>(of: Readonly<Record<string, T>>, key: string): T | null =>
  Object.hasOwn(of, key) ? of[key]! : null;

export const choiceOf = (rule: string, choices: Choices): ModeChoice | null => own(choices.rules, rule);
export const packChoiceOf = (pack: string, choices: Choices): ModeChoice | null => own(choices.packs, pack);

/** A rule that its author has given up stays off until somebody wants it. */
export function modeOf(
  { id, status }: Pick<SigmaRule | SigmaCorrelation, 'id' | 'status'>,
  pack: { name: string; mode: Mode },
  choices: Choices,
): Mode {
  const chosen = choiceOf(id, choices);
  if (chosen !== null) return chosen.mode;
  if (status === 'deprecated' || status === 'unsupported') return 'disabled';
  return packChoiceOf(pack.name, choices)?.mode ?? pack.mode;
}
