import { RE2JS } from 're2js';
import { RuleError } from './condition.ts';

export interface Regex {
  readonly source: string;
  readonly flags: string;
  test(text: string): boolean;
}

/** @throws RuleError when the pattern is no regular expression that can be matched in linear time. */
export function compileRegex(source: string, flags: string): Regex {
  try {
    const bits =
      (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
      (flags.includes('m') ? RE2JS.MULTILINE : 0) |
      (flags.includes('s') ? RE2JS.DOTALL : 0);
    const linear = RE2JS.compile(source, bits);
    return { source, flags, test: (text) => linear.test(text) };
  } catch (error) {
    throw new RuleError(`invalid regular expression "${source}": ${(error as Error).message}`);
  }
}
