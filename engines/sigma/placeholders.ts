/** `expand`: replaces `%name%` in a value by what the deployment says it stands for. */
import { RuleError } from './condition.ts';
import type { Placeholders } from './types.ts';

const placeholder = /\\%|%([A-Za-z0-9_.-]+)%/g;
/** A value with several placeholders multiplies; more than this is a mistake, not a rule. */
const maxForms = 10_000;

/**
 * All texts that a value stands for. `\%` is a plain percent sign.
 * @param values `null` to check the form only: placeholders then stand for themselves
 * @throws RuleError for a placeholder without values
 */
export function expandPlaceholders(text: string, values: Placeholders | null): string[] {
  let forms = [''];
  let from = 0;
  let found = false;
  for (const match of text.matchAll(placeholder)) {
    const before = text.slice(from, match.index);
    const name = match[1];
    from = match.index + match[0].length;
    let options: readonly (string | number)[] = ['%'];
    if (name !== undefined) {
      found = true;
      options = values === null ? [name] : (Object.hasOwn(values, name) && values[name]) || [];
      if (options.length === 0) throw new RuleError(`placeholder %${name}% has no values here`);
    }
    forms = forms.flatMap((form) => options.map((option) => form + before + option));
    if (forms.length > maxForms) throw new RuleError('placeholders expand into too many values');
  }
  if (!found) throw new RuleError(`"expand" found no %placeholder% in "${text}"`);
  return forms.map((form) => form + text.slice(from));
}
