/** The small grammar of scenario files: names and lengths of time. */
import { z } from 'zod';

export const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower case letters, digits and dashes');

const unit: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** `90s`, `1h30m`, `36h`, `2d`: read into milliseconds. */
export const Duration = z
  .string()
  .regex(/^(?=.)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/, 'a time such as 45s, 1h30m or 2d')
  .transform((text) => {
    let total = 0;
    for (const [, digits, letter] of text.matchAll(/(\d+)([dhms])/g))
      total += Number(digits) * unit[letter!]!;
    return total;
  });
