/**
 * The risk: whatever Defender says that it did before, and whatever else it answers, something is begun that was begun already, that
 * somebody else is at, or that nobody may begin; or what stands otherwise is called done.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Ask, AskError } from '../connectors/connector.ts';
import type { Task } from './actuator.ts';
import { microsoftDefender } from './microsoft-defender.ts';

const origin = 'http://localhost:1';
const settings = microsoftDefender.settings.parse({
  ...{ kind: 'microsoft-defender', name: 'edr', tenant: 't', client: 'c', secret: { env: 'X' } },
  ...{ api: origin, login: origin },
});
const task: Task = { host: 'PC1', wants: 'done', plan: 'p', reference: 'ref', memo: 'm0', mayBegin: true };

/** What `advance` says, and what it sent. */
async function advance(over: Partial<Task>, answers: { machines?: unknown; machineactions?: unknown }) {
  const sent: string[] = [];
  const ask: Ask = async (url, { json } = {}) => {
    const path = new URL(url).pathname.split('/').at(-1)!;
    const answer = (value: unknown) => ({ text: JSON.stringify(value), header: () => null });
    if (path === 'token') return answer({ access_token: 'x' });
    if (json === undefined) return answer(answers[path as keyof typeof answers]);
    sent.push(path);
    return answer({ id: 'new', type: 'x', status: 'Pending', creationDateTimeUtc: '2026-03-11T05:00:00Z' });
  };
  const progress = await microsoftDefender
    .advance({ ...task, ...over }, { settings, ask, secret: () => 'hunter2' })
    .catch((error: unknown) => {
      if (error instanceof AskError) return null;
      throw error;
    });
  return { progress, sent };
}

const actions = fc
  .array(
    fc.record({
      type: fc.constantFrom('Isolate', 'Unisolate', 'RunAntiVirusScan'),
      scope: fc.constantFrom('Full', 'Selective', null),
      requestorComment: fc.constantFrom(
        'Cordon, plan p (ref)',
        'Cordon, plan p (earlier)',
        'an analyst',
        null,
      ),
      status: fc.constantFrom('Pending', 'InProgress', 'Succeeded', 'Failed', 'TimeOut', 'Cancelled'),
    }),
    { maxLength: 5 },
  )
  // Newest first, each at a time of its own, told in any order.
  .map((all) =>
    all.map((one, at) => ({
      ...{ ...one, id: `a${at}`, requestor: 'x' },
      creationDateTimeUtc: `2026-03-11T0${4 - Math.floor(at / 2)}:${at % 2 ? '10' : '40'}:00Z`,
    })),
  );

it('begins only what nobody has begun, is at, or forbids, and calls done only what stands', async () => {
  await fc.assert(
    fc.asyncProperty(
      actions,
      fc.constantFrom<Task['wants']>('done', 'undone'),
      fc.boolean(),
      fc.boolean(),
      async (all, wants, mayBegin, backwards) => {
        const value = backwards ? all.toReversed() : all;
        const { progress, sent } = await advance({ wants, mayBegin }, { machineactions: { value } });
        const ours = all.filter(({ type }) => type !== 'RunAntiVirusScan');
        const type = wants === 'done' ? 'Isolate' : 'Unisolate';
        const own = ours.some((one) => one.type === type && one.requestorComment?.includes('(ref)'));
        const open = ours.some(({ status }) => status === 'Pending' || status === 'InProgress');
        const last = ours.find(({ status }) => status === 'Succeeded');
        expect(sent.length).toBeLessThanOrEqual(1);
        if (own || open || !mayBegin) expect(sent).toEqual([]);
        // Nobody else's isolation is ended by a plan.
        if (wants === 'undone' && !last?.requestorComment?.startsWith('Cordon, plan p '))
          expect(sent).toEqual([]);
        if (sent.length > 0) expect(progress).toMatchObject({ state: 'under-way', memo: 'm0' });
        if (progress?.state === 'done')
          expect(last?.type === 'Isolate', JSON.stringify(all)).toBe(wants === 'done');
      },
    ),
    { numRuns: 300 },
  );
});

it('takes nothing for an answer that is none, and begins nothing then', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.boolean(), async (answer, known) => {
      const given = known ? { machineactions: answer } : { machines: answer };
      const { sent } = await advance({ memo: known ? 'm0' : null }, given);
      expect(sent).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
