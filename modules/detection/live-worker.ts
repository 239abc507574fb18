/** The thread that reads received logs, asks rules and lets models learn. */
import { workerData } from 'node:worker_threads';
import { createEstate } from '@cordon/estate';
import { createFields, type FieldKeys, type Fields, sealedFields } from '@cordon/platform/keys';
import { answerCalls } from '@cordon/platform/worker';
import type { ModelSnapshot } from './live-models.ts';
import {
  createReadReceived,
  packRead,
  type ReadPortion,
  type ReadReceived,
  unpackRead,
} from './live-read.ts';
import { createLiveTake, type LiveTake, type Rest, type Taken } from './live-take.ts';
import type { LiveAnswer, LiveRequest, LiveWorkerData } from './live-thread.ts';
import type { Thresholds } from './models/index.ts';
import { createRestore } from './stored.ts';

type Ask<Do extends LiveRequest['do']> = Extract<LiveRequest, { do: Do }>;

function createAnswers(organisation: string): (request: LiveRequest) => Promise<LiveAnswer> {
  let live: LiveTake | undefined;
  let received: ReadReceived | undefined;
  const restore = createRestore();
  let patients: Fields | undefined;
  /** Models know a patient again under whichever key the name was sealed. */
  const openPatients = (text: string): string =>
    text.replace(sealedFields, (sealed) => patients?.open(sealed) ?? sealed);

  function useKeys(keys: FieldKeys | null): void {
    if (keys) patients = createFields(keys);
  }

  /**
   * What models have learnt holds hashes of patients, against which numbers could be tried. Once the key is destroyed it is gone, and
   * they begin anew.
   */
  function openSnapshot(stored: ModelSnapshot | null): ModelSnapshot | null {
    const state = stored && (patients?.open(stored.state) ?? null);
    return stored && state !== null ? { ...stored, state } : null;
  }

  const sealSnapshot = (learnt: ModelSnapshot | null): ModelSnapshot | null =>
    learnt && patients ? { ...learnt, state: patients.seal(learnt.state) } : null;

  function take(portions: readonly ReadPortion[], thresholds: Thresholds): Taken {
    const taken = opened().take(portions, thresholds);
    return { ...taken, learnt: sealSnapshot(taken.learnt) };
  }

  function restOf(live: LiveTake | undefined): Rest {
    const { learnt, flows } = live?.rest() ?? { learnt: null, flows: null };
    return { learnt: sealSnapshot(learnt), flows };
  }

  function open({ state: { estate, stored, ...state }, patients: keys }: Ask<'open'>): LiveTake {
    useKeys(keys);
    const whole = { ...state, stored: openSnapshot(stored), estate: estate && createEstate(estate) };
    live?.reopen(whole);
    live ??= createLiveTake(whole, openPatients);
    return live;
  }

  function opened(): LiveTake {
    if (!live) throw new Error('it was not opened');
    return live;
  }

  function read({
    topic,
    received: some,
    rules,
    patients: keys,
  }: Ask<'read'> | Ask<'take'>): Promise<ReadPortion> {
    useKeys(keys);
    if (rules) received = createReadReceived(rules, organisation);
    if (!received || !patients) throw new Error('it has no rules or no keys');
    return received(topic, some, patients);
  }

  return async (request) => {
    switch (request.do) {
      case 'open':
        return open(request).standing();
      case 'take':
        return take([await read(request)], request.thresholds);
      case 'read':
        return packRead(await read(request));
      case 'takeRead':
        useKeys(request.patients);
        return take(
          request.packed.map((packed) => unpackRead(packed, restore)),
          request.thresholds,
        );
      case 'stored':
        live?.stored();
        return null;
      case 'rest':
        return restOf(live);
    }
  };
}

await answerCalls<LiveRequest, LiveAnswer, string>(
  async () => createAnswers((workerData as LiveWorkerData).organisation),
  (error) => (error instanceof Error ? error.message : String(error)),
  (answer) => (answer && 'lines' in answer ? answer.lines.map(({ buffer }) => buffer as ArrayBuffer) : []),
);
