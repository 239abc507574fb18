/**
 * Slows down guessing. Each account has a count for each address that guesses at it, so that whoever guesses from elsewhere
 * cannot lock the person out; and each address has one for all it tries, which is patient, because a whole hospital may come from
 * one. In memory: a restart forgives, and nobody outside can cause one. Passkeys have nothing to guess and are never held up.
 */
import { httpFault } from '@cordon/platform/http';

interface Tries {
  failed: number;
  /** Milliseconds. */
  until: number;
}

/** Failures that cost nothing (fingers slip), and the longest pause after more. */
const allowances = {
  account: { free: 5, longestMs: 15 * 60_000 },
  address: { free: 100, longestMs: 15_000 },
} as const;
const remembered = 10_000;

/** Who tries what: an account where there is one, and where from. */
export interface Try {
  account?: string;
  address: string;
}

export interface Limits {
  /** @throws TOO_MANY_TRIES with the seconds to wait */
  allow(one: Try): void;
  failed(one: Try): void;
  passed(one: Try): void;
}

type Key = readonly [kind: keyof typeof allowances, key: string];
const keysOf = ({ account, address }: Try): Key[] => [
  ...(account === undefined ? [] : [['account', `${account} ${address}`] as const]),
  ['address', address],
];

export function createLimits(now: () => Date): Limits {
  const tries = new Map<string, Tries>();

  return {
    allow(one) {
      const at = now().getTime();
      const until = Math.max(...keysOf(one).map(([, key]) => tries.get(key)?.until ?? 0));
      if (until <= at) return;
      const seconds = Math.ceil((until - at) / 1_000);
      throw httpFault(
        429,
        'TOO_MANY_TRIES',
        `Too many tries from here failed. The next is looked at in ${seconds} seconds.`,
        'Wait, or sign in with a passkey: that is never held up.',
      );
    },
    failed(one) {
      for (const [kind, key] of keysOf(one)) {
        const { free, longestMs } = allowances[kind];
        const failed = (tries.get(key)?.failed ?? 0) + 1;
        const pause = failed < free ? 0 : Math.min(longestMs, 1_000 * 2 ** Math.min(failed - free, 20));
        tries.delete(key);
        tries.set(key, { failed, until: now().getTime() + pause });
      }
      // The oldest go first; a flood of made-up accounts must not fill memory.
      for (const key of tries.keys()) {
        if (tries.size <= remembered) break;
        tries.delete(key);
      }
    },
    passed(one) {
      for (const [, key] of keysOf(one)) tries.delete(key);
    },
  };
}
