/**
 * Sign-ins: who signs in where, from where, when and how, against the account's own habits and those of its peers.
 * Reads Windows logons (4624), the remote access portal and cloud sign-ins.
 */
import { createRarity, createSlidingDistinct, type RarityState, type Surprise } from '@cordon/anomaly';
import type { ModelId } from './catalogue.ts';
import { createKeyed } from './keyed.ts';
import { createLearning, type LearningState } from './learning.ts';
import { createPeaks, type PeaksState } from './peaks.ts';
import {
  type Family,
  type FamilyNeeds,
  type Feature,
  hostClass,
  hostGroup,
  peerGroup,
  type Seen,
  text,
} from './signal.ts';
import { createTravel, placeOf, type TravelState } from './travel.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const ACCOUNTS = 20_000;
const rarityOptions = { contexts: 3 * ACCOUNTS, values: 256, halfLife: 30 * DAY };

const LOOPBACK = /^(127\.|::1$)/;
/** Windows logon types: at the keyboard (also unlock and cached), remote desktop; the rest are not a person's. */
const KEYBOARD = new Set(['2', '7', '11', '13']);
const classOf = (type: string): string | undefined =>
  KEYBOARD.has(type)
    ? 'keyboard'
    : type === '10' || type === '12'
      ? 'remote desktop'
      : type === '3'
        ? 'network'
        : undefined;

export interface SigninState {
  learning: LearningState;
  hosts: RarityState;
  sources: RarityState;
  kinds: RarityState;
  hours: RarityState;
  countries: RarityState;
  known: [string, [string, number][]][];
  fresh: [string, PeaksState][];
  travel: TravelState;
}

const bitsOf = (field: string | null, value: string, { bits, levels }: Surprise): Feature[] => [
  { field, measure: 'bits of surprise', found: `${value} (${bits.toFixed(1)} bits)`, usual: 'under 6 bits' },
  ...levels.map(({ context, total, count, values }) => ({
    field,
    measure: `seen by ${context}`,
    found: `${count.toFixed(1)} of ${total.toFixed(1)} sign-ins lately`,
    usual: `${values} different values`,
  })),
];

export function createSignin({ estate, say: tell }: FamilyNeeds, state?: SigninState): Family {
  const learning = createLearning({ days: 3, events: 2000 }, state?.learning);
  const hosts = createRarity(rarityOptions, state?.hosts);
  const sources = createRarity(rarityOptions, state?.sources);
  const kinds = createRarity(rarityOptions, state?.kinds);
  const hours = createRarity(rarityOptions, state?.hours);
  const countries = createRarity(rarityOptions, state?.countries);
  /** Hosts of each account in the last sixty days. */
  const known = createKeyed(
    ACCOUNTS,
    (each?: [string, number][]) => createSlidingDistinct({ span: 60 * DAY, capacity: 512 }, each),
    state?.known,
  );
  const fresh = createKeyed(ACCOUNTS, createPeaks({ span: HOUR, capacity: 256 }), state?.fresh);
  const travel = createTravel(state?.travel);

  const say = (model: ModelId, score: number, seen: Seen, features: () => Feature[]): void =>
    tell(model, `account:${seen.account}`, score, seen, features);

  /** Names as they stand in a reason: `jsmith, its role, everyone`. */
  const contextsOf = (account: string): string[] => [account, peerGroup(account, estate), 'everyone'];

  function windows(seen: Seen & { account: string; host: string }, ready: boolean): void {
    const { account, host, at, event } = seen;
    const kind = classOf(text(event.field('LogonType')) ?? '');
    if (kind === undefined) return;
    const contexts = contextsOf(account);
    const ownHosts = known.take(account);
    const before = ownHosts.count();
    const isNew = ownHosts.add(host, at) > before;
    const group = hostGroup(host, estate);

    if (ready && isNew && before > 0) {
      const surprise = hosts.surprise(contexts, group, at);
      say('signin.new-host', surprise.bits, seen, () => bitsOf('Computer', group, surprise));
    }
    hosts.observe(contexts, group, at);

    const { sourceAddress } = seen.envelope;
    if (kind !== 'keyboard' && sourceAddress !== undefined && !LOOPBACK.test(sourceAddress)) {
      const from = hostClass(sourceAddress, estate);
      if (ready) {
        const surprise = sources.surprise(contexts, from, at);
        say('signin.new-source', surprise.bits, seen, () => bitsOf('IpAddress', from, surprise));
      }
      sources.observe(contexts, from, at);
    }

    if (isNew && kind !== 'keyboard') {
      const reached = fresh.take(account);
      const count = reached.add(host, at);
      if (ready) {
        say('signin.spread', count / (1 + reached.usual()), seen, () => [
          {
            field: 'Computer',
            measure: 'hosts new to it in an hour',
            found: String(count),
            usual: String(reached.usual()),
          },
          { field: 'LogonType', measure: 'way in', found: kind, usual: `${before} hosts known before` },
        ]);
      }
    }

    // Habits of the kind of account, never of this one alone: one forgotten logon must not make it usual.
    const service = estate ? estate.account(account)?.kind === 'service' : /^(svc|sa|sql)[_-]/.test(account);
    if (ready && service && kind !== 'network') {
      const surprise = kinds.surprise([account, 'service accounts'], kind, at);
      say('signin.service-interactive', surprise.bits, seen, () => bitsOf('LogonType', kind, surprise));
    }
    if (service) kinds.observe([account, 'service accounts'], kind, at);
    if (!service && kind !== 'network') atHour(seen, contexts, ready);
  }

  /** Compares with the same hour of the day and the ones beside it: nobody signs in on the dot. */
  function atHour(seen: Seen, contexts: readonly string[], ready: boolean): void {
    const { at } = seen;
    const hour = Math.floor(at / HOUR) % 24;
    if (ready) {
      const nearby = [23, 0, 1].map((step) => hours.surprise(contexts, String((hour + step) % 24), at));
      const least = nearby.reduce((a, b) => (a.bits <= b.bits ? a : b));
      // A person seen a dozen times has no hours yet.
      if (least.levels[0]!.total >= 12)
        say('signin.hours', least.bits, seen, () => bitsOf(null, `about ${hour}:00 UTC`, least));
    }
    hours.observe(contexts, String(hour), at);
  }

  function fromOutside(seen: Seen & { account: string }, ready: boolean): void {
    const { account, at } = seen;
    const place = placeOf(seen);
    if (!place) return;
    const contexts = contextsOf(account);
    const leap = travel.add(account, place, at);
    if (leap) {
      say('signin.travel', leap.speed, seen, () => [
        {
          field: null,
          measure: 'from and to',
          found: `${leap.from} then ${place.country}`,
          usual: 'one place',
        },
        {
          field: null,
          measure: 'kilometres at least',
          found: leap.distance.toFixed(0),
          usual: 'under 900 an hour',
        },
        {
          field: null,
          measure: 'minutes between',
          found: (leap.elapsed / 60_000).toFixed(0),
          usual: 'hours',
        },
      ]);
    }
    if (ready) {
      const surprise = countries.surprise(contexts, place.country, at);
      say('signin.country', surprise.bits, seen, () => bitsOf(null, place.country, surprise));
    }
    countries.observe(contexts, place.country, at);
  }

  return {
    add(seen) {
      const { account, host, eventId, channel } = seen;
      if (account === undefined) return;
      if (eventId === 4624 && channel === 'Security' && host !== undefined)
        windows({ ...seen, account, host }, learning.ready(seen.at));
      else if (placeOf(seen)) fromOutside({ ...seen, account }, learning.ready(seen.at));
    },
    advance: () => undefined,
    progress: learning.progress,
    snapshot: (): SigninState => ({
      learning: learning.snapshot(),
      hosts: hosts.snapshot(),
      sources: sources.snapshot(),
      kinds: kinds.snapshot(),
      hours: hours.snapshot(),
      countries: countries.snapshot(),
      known: known.snapshot(),
      fresh: fresh.snapshot(),
      travel: travel.snapshot(),
    }),
  };
}
