import { expect, it } from 'vitest';
import { bytesWord, delayWord, groupSources, pullState, quietWord, rateWord } from './sources.ts';

const source = (key: string, events: number, unreadable: number, last_event: string | null) => ({
  key,
  format: 'evtx',
  events,
  unreadable,
  last_event,
});

it('adds up the kinds of record of one log, and loses no unreadable one', () => {
  expect(
    groupSources([
      source('windows|Security|4688', 10, 0, '2026-05-18T13:00:00Z'),
      source('windows|Security|4624', 5, 2, '2026-05-18T14:00:00Z'),
      source('zeek|conn', 100, 0, null),
    ]),
  ).toEqual([
    { name: 'windows Security', events: 15, unreadable: 2, last_event: '2026-05-18T14:00:00Z' },
    { name: 'zeek conn', events: 100, unreadable: 0, last_event: null },
  ]);
});

it('says how a source does in words that cannot be misread', () => {
  expect([0, 0.2, 9.96, 1234.6].map(rateWord)).toEqual(['0', '0.2', '10.0', '1,235']);
  expect([null, 3, 200, 7_300, -200, 400_000].map(delayWord)).toEqual([
    'Not known',
    '3 s',
    '3 min',
    '2 h',
    'Clock 3 min ahead',
    '5 days',
  ]);
  expect([0, 999, 1_000, 2_310_000_000].map(bytesWord)).toEqual(['0 bytes', '999 bytes', '1.0 kB', '2.3 GB']);
  const now = Date.parse('2026-03-13T12:00:00Z');
  expect(['2026-03-13T11:30:00Z', '2026-03-13T08:00:00Z', null].map((at) => quietWord(at, now))).toEqual([
    null,
    'Silent for 4 h',
    'Not noted',
  ]);
});

it('a system that nobody asks is worse than one that fails, and neither looks well', () => {
  const pull = {
    source: 'door-system',
    kind: 'http-json',
    every: 60,
    last_run: '2026-03-13T11:59:00Z',
    last_success: '2026-03-13T11:59:01Z',
    next_run: '2026-03-13T12:00:00Z',
    failures: 0,
    error: null,
    behind: false,
    overdue: false,
  };
  const failed = { failures: 3, error: 'nothing listens at door:443' };
  expect(
    [{}, { behind: true }, { last_run: null }, failed, { ...failed, overdue: true }]
      .map((more) => pullState({ ...pull, ...more }))
      .map(({ word, kind }) => [word, kind]),
  ).toEqual([
    ['Up to date', 'well'],
    ['Reading on: more is there', 'well'],
    ['Not asked yet', 'unknown-word'],
    ['Failed 3 times in a row', 'bad'],
    ['Nothing asks', 'unknown-word'],
  ]);
  expect(pullState({ ...pull, ...failed }).why).toMatch(/^Because nothing listens at door:443\. /);
});
