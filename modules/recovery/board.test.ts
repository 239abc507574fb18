/**
 * The risks: people are sent to bring up what cannot run yet, or do not see that patients are past what paper can bear; what was said
 * a minute ago still sends them where they are no longer needed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawBoard } from './board.ts';
import type { Board, Statement, StepState } from './model.ts';
import { awaySince, isUp, type Outage, outagesOf } from './outage.ts';
import { at, hospital, type Link, spoken, takes } from './testing.ts';

type Drawn = Omit<Board, 'recovery'>;
const step = (board: Drawn, id: string) => board.steps.find((one) => one.id === id)!;
const service = (board: Drawn, id: string) => board.services.find((one) => one.id === id)!;
const standings = new Map();

const ward = hospital(
  ['storage', 'record', 'letters'],
  [
    ['ward', 1, 60],
    ['clinic', 4, 480],
  ],
  [
    ['ward', 'record'],
    ['record', 'storage'],
    ['clinic', 'letters'],
    ['ward', 'letters', 'degrades'],
  ],
);
const register = [takes('storage', 30), takes('record', 45)];
const draw = (said: Record<string, Statement[]>, minute: number, estate = ward, rows = register): Drawn =>
  drawBoard(
    {
      estate,
      register: rows,
      fallen: Object.entries(said).map(([id, statements]) => ({ step: id, statements })),
      standings,
    },
    at(minute),
  );

test('what is back lets what waited for it begin, and the order is of what is left', () => {
  const before = draw(
    { storage: spoken(['down', 0]), record: spoken(['down', 0]), letters: spoken(['down', 0]) },
    10,
  );
  expect(before.steps.map(({ id, turn }) => `${id} ${turn}`)).toEqual(['storage 1', 'record 2', 'letters 3']);
  expect(before.next).toEqual(['storage', 'letters']);
  expect(step(before, 'record').needs).toEqual(['storage']);
  expect(step(before, 'storage').holds_up).toEqual(['record']);
  expect(service(before, 'ward').waits_for).toEqual(['storage', 'record', 'letters']);

  const after = draw(
    {
      storage: spoken(['down', 0], ['restoring', 5], ['back', 20]),
      record: spoken(['down', 0]),
      letters: spoken(['down', 0]),
    },
    25,
  );
  expect(after.next).toEqual(['record', 'letters']);
  expect(step(after, 'record').needs).toEqual([]);
  expect(step(after, 'storage')).toMatchObject({ turn: null, down_minutes: 20 });
  expect(after.steps.at(-1)!.id).toBe('storage');
});

test('what is worked on or waits for a supplier is not named as what to begin next', () => {
  const board = draw(
    { storage: spoken(['down', 0], ['restoring', 1]), letters: spoken(['down', 0], ['waiting', 1]) },
    5,
  );
  expect(board.next).toEqual([]);
});

test('a service past its time on paper says so, one that cannot be back in time does before it is past, and unknown is no time at all', () => {
  const paper = (minute: number, said: Record<string, Statement[]>) =>
    service(draw(said, minute), 'ward').paper;
  const both = { storage: spoken(['down', 0]), record: spoken(['down', 0]) };
  expect(paper(1, both)).toBe('will pass'); // 30 and 45 minutes of work, and 60 on paper
  expect(paper(1, { record: spoken(['down', 0]) })).toBe('holds');
  expect(paper(61, { record: spoken(['down', 0]) })).toBe('passed');
  // Work that has gone on for longer than it was to take promises nothing, and what is past stays past.
  expect(paper(59, { record: spoken(['down', 0], ['restoring', 1]) })).toBe('holds');
  const unagreed = hospital(['record'], [['ward', 1, null]], [['ward', 'record']]);
  expect(service(draw({ record: spoken(['down', 0]) }, 1, unagreed), 'ward').paper).toBe('unknown');
});

test('a service stays on paper until somebody who works with it says that it is right', () => {
  const back = draw({ record: spoken(['down', 0], ['back', 40]) }, 50);
  expect(service(back, 'ward')).toMatchObject({
    state: 'to verify',
    minutes: 50,
    paper: 'holds',
    waits_for: [],
  });
  const verified = draw({ record: spoken(['down', 0], ['back', 40], ['verified', 45]) }, 50);
  expect(service(verified, 'ward')).toMatchObject({ state: 'running', since: null, minutes: 0, paper: null });
});

test('a service that something else takes down before it ran again has been down since the first', () => {
  const board = draw(
    { storage: spoken(['down', 0], ['back', 30], ['verified', 30]), record: spoken(['down', 20]) },
    50,
  );
  expect(service(board, 'ward')).toMatchObject({ minutes: 50 });
});

test('what only makes a service worse does not put it on paper', () => {
  expect(service(draw({ letters: spoken(['down', 0]) }, 500), 'ward')).toMatchObject({
    state: 'worse',
    paper: null,
  });
});

test('work that has begun takes less by now; past its time nobody knows', () => {
  const left = (minute: number) =>
    step(draw({ storage: spoken(['down', 0], ['restoring', 10]) }, minute), 'storage').minutes;
  expect(left(20)).toBe(20);
  expect(left(39)).toBe(1);
  expect(left(40)).toBe(null);
});

test('what is brought back with something waits for it, though the service does not', () => {
  const estate = hospital(['record', 'backup'], [['ward', 1, 60]], [['ward', 'record']]);
  const rows = [takes('record', 10, ['backup'])];
  const board = draw({ record: spoken(['down', 0]), backup: spoken(['down', 0]) }, 1, estate, rows);
  expect(step(board, 'record').needs).toEqual(['backup']);
  const back = draw(
    { record: spoken(['down', 0], ['back', 5], ['verified', 5]), backup: spoken(['down', 0]) },
    9,
    estate,
    rows,
  );
  expect(service(back, 'ward').state).toBe('running');
});

test('what has left the estate is not forgotten, and hosts that may be held are named', () => {
  const estate = hospital(['record'], [['ward', 1, 60]], [['ward', 'record']], {
    assets: ['pc', 'host'].map((id) => ({
      ...{
        id,
        hostname: id,
        addresses: [],
        kind: 'server',
        os: '',
        support_ends: null,
        zone: 'z',
        site: 'main',
      },
      ...{ system: 'record', location: '', notes: '' },
    })),
  });
  const fallen = ['record', 'sold'].map((id) => ({ step: id, statements: spoken(['down', 0]) }));
  const board = drawBoard(
    { estate, register: [], fallen, standings: new Map([['host', 'compromised']]) },
    at(1),
  );
  expect(board.gone).toEqual(['sold']);
  expect(step(board, 'record')).toMatchObject({
    suspects: [{ asset: 'host', standing: 'compromised' }],
    sites: ['Main'],
    assets: { count: 2 },
  });
});

test('of a ring, none is begun before what another of it needs', () => {
  const links: Link[] = [
    ['ward', 'record'],
    ['record', 'sign-on'],
    ['sign-on', 'record'],
    ['sign-on', 'storage'],
  ];
  const estate = hospital(['record', 'sign-on', 'storage'], [['ward', 1, 60]], links);
  const down = { record: spoken(['down', 0]), 'sign-on': spoken(['down', 0]), storage: spoken(['down', 0]) };
  const board = draw(down, 1, estate, []);
  expect(board.next).toEqual(['storage']);
  expect(step(board, 'record').needs).toContain('storage');
});

const systems = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyLinks = fc.array(
  fc.tuple(
    fc.constantFrom('s0', 's1', ...systems),
    fc.constantFrom(...systems),
    fc.constantFrom<'stops' | 'degrades'>('stops', 'degrades'),
  ),
  { maxLength: 14 },
);

test('property: whoever does what the board says next never brings up what needs something that is not up, and is done in the end', () => {
  fc.assert(
    fc.property(anyLinks, fc.array(fc.nat(5), { minLength: 6, maxLength: 6 }), (links, picks) => {
      const estate = hospital(
        systems,
        [
          ['s0', 1, 60],
          ['s1', 2, null],
        ],
        links as Link[],
      );
      const states = new Map<string, StepState>(systems.map((id) => [id, 'down']));
      const board = () =>
        draw(
          Object.fromEntries([...states].map(([id, state]) => [id, spoken(['down', 0], [state, 1])])),
          2,
          estate,
          [],
        );
      const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
        links.some(
          ([start, end, strength]) =>
            strength === 'stops' &&
            start === from &&
            !seen.has(end) &&
            (end === to || reaches(end, to, seen.add(end))),
        );
      for (const pick of picks) {
        const { next, steps } = board();
        expect(next.length).toBeGreaterThan(0);
        const id = next[pick % next.length]!;
        const { begins_without } = steps.find((one) => one.id === id)!;
        for (const other of systems) {
          if (other === id || states.get(other) !== 'down' || !reaches(id, other)) continue;
          expect(reaches(other, id), `${id} before ${other}, which does not need it`).toBe(true);
          if (links.some(([from, to, strength]) => strength === 'stops' && from === id && to === other))
            expect(begins_without).toContain(other);
        }
        states.set(id, 'back');
      }
      expect(board().services.every(({ state }) => state === 'to verify')).toBe(true);
    }),
    { numRuns: 80 },
  );
});

const anyOutages = fc.array(
  fc.tuple(fc.nat(20), fc.nat(8), fc.boolean()).map(
    ([from, length, lasts]): Outage => ({
      from,
      to: lasts ? Number.POSITIVE_INFINITY : from + length,
    }),
  ),
  { maxLength: 6 },
);

test('property: a service has been away since the first of the minutes that join up with now (minute by minute)', () => {
  fc.assert(
    fc.property(anyOutages, (outages) => {
      const isAway = (minute: number) => outages.some(({ from, to }) => from <= minute && minute < to);
      // Outages that touch count as one: nobody leaves paper for no time at all.
      let since: number | null = null;
      for (let minute = 40; minute >= 0 && isAway(minute); minute--) since = minute;
      expect(awaySince(outages)).toBe(since);
    }),
    { numRuns: 500 },
  );
});

test('property: what was said in any order of states makes outages that follow one another, and the last lasts if it is not up', () => {
  const anyState = fc.constantFrom<StepState>('down', 'waiting', 'restoring', 'back', 'verified');
  fc.assert(
    fc.property(fc.array(anyState, { minLength: 1, maxLength: 8 }), (states) => {
      const outages = outagesOf(
        spoken(...states.map((state, minute): [StepState, number] => [state, minute])),
        isUp,
      );
      for (const [index, { from, to }] of outages.entries()) {
        expect(from).toBeLessThan(to);
        if (index > 0) expect(outages[index - 1]!.to).toBeLessThan(from);
      }
      expect(awaySince(outages) === null).toBe(isUp(states.at(-1)!));
    }),
  );
});
