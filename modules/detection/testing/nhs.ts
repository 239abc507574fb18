/** NHS numbers for tests, made up from their check digit; nobody is known by them here. */
import { isNhsNumber } from '@cordon/platform/telemetry';
import fc from 'fast-check';

const first = [3, 4, 6, 7, 9];

/** Nine digits and the one that proves them; null where none does. */
export function nhsNumberOf(nine: string): string | null {
  const found = Array.from({ length: 10 }, (_, digit) => `${nine}${digit}`).find(isNhsNumber);
  return found ?? null;
}

export const nhsNumbers = fc
  .tuple(fc.constantFrom(...first), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([digit, rest]) => nhsNumberOf(`${digit}${String(rest).padStart(8, '0')}`))
  .filter((number) => number !== null);
