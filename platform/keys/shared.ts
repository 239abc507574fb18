/**
 * One ring for several processes: its text lies in a place that all of them see, such as a database; each holds it open in memory.
 * Whoever changes it has the newest, and has it alone. Keys are made beforehand and not by a seal, which could not wait for the place.
 */
import { type Fault, fault } from '../fault/index.ts';
import type { KeyRing, RootKey } from './port.ts';
import { openRing, type Roots } from './ring.ts';
import type { RingPlace } from './ring-file.ts';

export interface SharedRingPlace {
  /** For people: where to look. */
  name: string;
  /** null when there is none, and never was. */
  read(): Promise<string | null>;
  /** Gives the newest to `work` while nobody else changes it, and keeps what comes back; nothing where that rejects. */
  change(work: (text: string | null) => Promise<string>): Promise<void>;
}

export interface SharedRingOptions extends Roots {
  place: SharedRingPlace;
  /** Whose keys there are, always. */
  owners: readonly string[];
}

export interface SharedRing extends KeyRing {
  /** Takes up what other processes changed; true when they had. */
  refresh(): Promise<boolean>;
}

/** @throws ROOT_REFUSED, ROOT_OTHER, RING_DAMAGED */
export async function openSharedRing({ place, owners, ...roots }: SharedRingOptions): Promise<SharedRing> {
  let { unlock } = roots;
  /** The text of the ring that is open. */
  let seen = '';
  let ring: KeyRing;
  let current = new Set<string>();

  function use(next: KeyRing, text: string): void {
    const before = ring;
    ring = next;
    seen = text;
    current = currentOf(next);
    if (before !== undefined) before.close();
  }

  async function change<Answer>(work: (next: KeyRing) => Promise<Answer>): Promise<Answer> {
    const late = createLateForgetting();
    let outcome: { answer: Answer; next: KeyRing; text: string } | null = null;
    await place.change(async (before) => {
      const held = inMemory(place.name, before);
      const was = roots.was && late.of(roots.was);
      const next = await openRing(held, { ...roots, unlock: late.of(unlock), ...(was && { was }) });
      const answer = await work(next);
      const there = currentOf(next);
      for (const owner of owners) if (!there.has(owner)) await next.rotate(owner);
      const text = held.read()!;
      outcome = { answer, next, text };
      return text;
    });
    const { answer, next, text } = outcome!;
    use(next, text);
    await late.forget();
    return answer;
  }

  await change(async () => undefined);

  /** The keys of an owner that there is none of could not be kept before the seal is given out. */
  function held(of: string): KeyRing {
    if (!current.has(of)) throw notPrepared(of);
    return ring;
  }

  return {
    seal: (of, context, plain) => held(of).seal(of, context, plain),
    unseal: (of, context, sealed) => ring.unseal(of, context, sealed),
    sealBytes: (of, context, plain) => held(of).sealBytes(of, context, plain),
    unsealBytes: (of, context, sealed) => ring.unsealBytes(of, context, sealed),
    fieldKeys: (of) => held(of).fieldKeys(of),
    rotate: (of) => change((next) => next.rotate(of)),
    async rotateRoot(to = unlock) {
      await change((next) => next.rotateRoot(to));
      unlock = to;
    },
    destroy: (of, keyId) => change((next) => next.destroy(of, keyId)),
    copyTo: (to, meanwhile) => ring.copyTo(to, meanwhile),
    keys: () => ring.keys(),
    root: () => ring.root(),
    async refresh() {
      const text = await place.read();
      if (text === null || text === seen) return false;
      use(await openRing(inMemory(place.name, text), { ...roots, unlock }), text);
      return true;
    },
    close: () => ring.close(),
  };
}

const currentOf = (ring: KeyRing): Set<string> =>
  new Set(
    ring
      .keys()
      .filter(({ state }) => state === 'current')
      .map(({ of }) => of),
  );

function inMemory(name: string, text: string | null): RingPlace {
  return {
    name,
    read: () => text,
    write(next) {
      text = next;
    },
    release: () => undefined,
  };
}

/** What opened a ring is destroyed only once the ring that does not need it any more is kept. */
function createLateForgetting() {
  const waiting: (() => Promise<void>)[] = [];
  return {
    of: (root: RootKey): RootKey => ({
      kind: root.kind,
      wrap: (key) => root.wrap(key),
      unwrap: (wrapped) => root.unwrap(wrapped),
      async forget(wrapped) {
        waiting.push(() => root.forget(wrapped));
      },
    }),
    async forget(): Promise<void> {
      for (const one of waiting) await one();
    },
  };
}

const notPrepared = (of: string): Fault =>
  fault(
    'KEY_MISSING',
    `There is no key of "${of}" on the ring that processes share. Nothing was sealed.`,
    'Keys are made for every organisation that cordon.yaml names, at a start: start Cordon again.',
  );
