import { describe, expect, it } from 'vitest';
import { age, clockTime, dateAndTime, duration, instant, zoneName } from './time.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('times are told with their zone', () => {
  const summer = Date.parse('2026-05-18T13:06:00Z');
  const winter = Date.parse('2026-01-18T13:06:00Z');

  it('shows British Summer Time in summer and GMT in winter', () => {
    expect([clockTime(summer, 'uk'), zoneName(summer, 'uk')]).toEqual(['14:06:00', 'BST']);
    expect([clockTime(winter, 'uk'), zoneName(winter, 'uk')]).toEqual(['13:06:00', 'GMT']);
  });

  it('shows UTC all year when asked', () => {
    expect([clockTime(summer, 'utc'), zoneName(summer, 'utc')]).toEqual(['13:06:00', 'UTC']);
  });

  it('names the day of the zone, not of UTC, just after midnight', () => {
    const late = Date.parse('2026-05-18T23:30:00Z');
    expect(dateAndTime(late, 'uk')).toBe('19 May 2026, 00:30:00');
    expect(dateAndTime(late, 'utc')).toBe('18 May 2026, 23:30:00');
  });
});

describe('ages', () => {
  it.each([
    [4_999, '4 s'],
    [59 * minute, '59 min'],
    [hour, '1 h'],
    [3 * hour + 12 * minute, '3 h 12 min'],
    [24 * hour, '1 day'],
    [52 * hour, '2 days 4 h'],
    [20 * 24 * hour + 5 * hour, '20 days'],
    [-5, '0 s'],
  ])('%i ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('is relative to the newest event and never negative', () => {
    expect(age(0, 2 * hour)).toBe('2 h ago');
    expect(age(0, 3_000)).toBe('just now');
    expect(age(10 * minute, 0)).toBe('10 min ahead of the newest event');
  });
});

it('takes what is not a time as no time', () => {
  expect(instant('yesterday')).toBeNull();
  expect(instant(null)).toBeNull();
  expect(instant('2026-05-18T13:06:00.1234567Z')).toBe(Date.parse('2026-05-18T13:06:00.123Z'));
});
