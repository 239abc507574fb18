/** What is said of models: where they stand, and how often they were wrong. */
import type { ModelView } from '@cordon/server/api';
import { count, plural } from './words.ts';

type Figures = NonNullable<ModelView['figures']>;

/** Scores run from a fraction to thousands: three digits say enough of each. */
export const scoreWord = (score: number): string =>
  score >= 100 ? count(Math.round(score)) : String(Number(score.toPrecision(3)));

const percentWord = (share: number): string => `${Math.round(100 * share)} %`;

/** Of the model itself, where the truth was known. Simulated is always called simulated. */
export function wrongWord({ hits, findings }: Figures): string {
  if (findings === 0) return 'It said nothing in the simulated days and attacks it was tried on.';
  const wrong = findings - hits;
  return wrong === 0
    ? `None of its ${plural(findings, 'finding')} in simulated days and attacks was wrong.`
    : `${count(wrong)} of its ${plural(findings, 'finding')} in simulated days and attacks ${wrong === 1 ? 'was' : 'were'} wrong.`;
}

/** Of all models of its family together. */
export function familyWords(figures: Figures): string[] {
  const { family_hits, family_findings, budget, precision_at_budget, steps_seen, steps } = figures;
  const { false_per_day, captures } = figures;
  return [
    `Right in ${count(family_hits)} of ${plural(family_findings, 'finding')} (simulated)`,
    precision_at_budget === null
      ? 'Said nothing, however low its thresholds (simulated)'
      : `If thresholds were lowered to ${plural(budget, 'finding')} a day, right ${percentWord(precision_at_budget)} of the time (simulated)`,
    `Missed ${count(steps - steps_seen)} of ${plural(steps, 'attack step')} that its logs show (simulated)`,
    false_per_day === null
      ? 'False findings on an ordinary day: not known'
      : `${scoreWord(false_per_day)} false ${false_per_day === 1 ? 'finding' : 'findings'} on an ordinary day (simulated)`,
    ...(captures
      ? [
          `Right in ${count(captures.hits)} of ${plural(captures.findings, 'finding')} on ${plural(captures.captures, 'real capture')}`,
        ]
      : []),
  ];
}

/** What feedback has done so far. */
export function effectWord({ threshold, judged }: ModelView): string {
  const all = judged.useful + judged.not_useful;
  if (threshold.now === threshold.shipped) {
    return all < threshold.moves_after
      ? `It speaks from ${scoreWord(threshold.shipped)}, as shipped. That can move once ${threshold.moves_after} of its findings have been judged; ${count(all)} so far.`
      : `It speaks from ${scoreWord(threshold.shipped)}, as shipped: no other threshold would keep what was useful and leave out more of the rest.`;
  }
  return `It now speaks from ${scoreWord(threshold.now)} (as shipped: ${scoreWord(threshold.shipped)}). Of ${count(judged.useful)} judged useful, ${count(judged.useful_kept)} would still come; of ${count(judged.not_useful)} judged not useful, ${count(judged.not_useful_kept)}.`;
}
