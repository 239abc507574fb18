/** Guards: guessing without end, and whoever guesses at a colleague's account shutting the colleague out. */
import { isFault } from '@cordon/platform/fault';
import { expect, it } from 'vitest';
import { createLimits, type Try } from './limits.ts';

function limitsAt() {
  const clock = { ms: 0 };
  const limits = createLimits(() => new Date(clock.ms));
  const allowed = (one: Try): boolean => {
    try {
      limits.allow(one);
      return true;
    } catch (error) {
      expect(isFault(error, 'TOO_MANY_TRIES')).toBe(true);
      return false;
    }
  };
  /** Guesses that are looked at within so many milliseconds by somebody who never lets one go by. */
  const guesses = (one: Try, ms: number): number => {
    let looked = 0;
    for (const end = clock.ms + ms; clock.ms < end; clock.ms += 1_000)
      if (allowed(one)) {
        looked += 1;
        limits.failed(one);
      }
    return looked;
  };
  return { clock, limits, allowed, guesses };
}

const day = 86_400_000;
const account = 'lead@hospital.example';

it('a guesser at one account is looked at a hundred times a day, not a thousand', () => {
  const { guesses } = limitsAt();
  expect(guesses({ account, address: '10.0.0.9' }, day)).toBeLessThan(150);
});

it('the person comes in from elsewhere meanwhile, and their own slips cost nothing', () => {
  const { guesses, allowed, limits } = limitsAt();
  guesses({ account, address: '10.0.0.9' }, day);
  const own = { account, address: '10.0.0.7' };
  for (let slips = 0; slips < 4; slips++) {
    expect(allowed(own)).toBe(true);
    limits.failed(own);
  }
  expect(allowed(own)).toBe(true);
});

it('whoever tries many accounts from one address is slowed as well, and a hospital behind one address is not stopped', () => {
  const { clock, allowed, limits } = limitsAt();
  let looked = 0;
  for (; clock.ms < day; clock.ms += 1_000) {
    const one = { account: `account-${clock.ms}`, address: '10.0.0.9' };
    if (!allowed(one)) continue;
    looked += 1;
    limits.failed(one);
  }
  expect(looked).toBeLessThan(day / 15_000 + 200);
  // The longest that anybody there waits.
  clock.ms += 15_000;
  expect(allowed({ account, address: '10.0.0.9' })).toBe(true);
});

it('what passes is forgiven', () => {
  const { allowed, limits } = limitsAt();
  const one = { account, address: '10.0.0.7' };
  for (let n = 0; n < 4; n++) limits.failed(one);
  limits.passed(one);
  for (let n = 0; n < 4; n++) limits.failed(one);
  expect(allowed(one)).toBe(true);
});
