/** The shape of a hospital's day: who is in, and how busy it is. Simulated hospitals keep UTC. */
import type { Person } from '../cast.ts';
import { hash32 } from '../random.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Hours since midnight, with a fraction. */
const hourOf = (at: number): number => (at % day) / hour;

/** 0 Sunday to 6 Saturday. */
const weekdayOf = (at: number): number => (Math.floor(at / day) + 4) % 7;

export const isWeekend = (at: number): boolean => weekdayOf(at) === 0 || weekdayOf(at) === 6;

/**
 * Ordinary records per minute relative to the average of a working day, by hour: quiet before dawn,
 * a jump at the 07:00 handover, the ward round's peak, a dip at lunch, a smaller jump at 19:00.
 */
const weekdayShape = [
  0.42, 0.38, 0.36, 0.35, 0.36, 0.42, 0.62, 1.12, 1.48, 1.72, 1.75, 1.66, 1.36, 1.4, 1.58, 1.55, 1.42, 1.22,
  0.98, 1.05, 0.82, 0.72, 0.62, 0.53,
];

/** At weekends the wards run as ever; clinics and offices do not. */
export function busyness(at: number): number {
  const shape = weekdayShape[Math.floor(hourOf(at))]!;
  return isWeekend(at) ? Math.min(shape, 0.55 + shape * 0.22) : shape;
}

/** Between `from` and `to` o'clock; past midnight when `to` is the smaller. */
export const between = (at: number, from: number, to: number): boolean => {
  const now = hourOf(at);
  return from <= to ? now >= from && now < to : now >= from || now < to;
};

/**
 * Clinicians work twelve-hour shifts in a four-day turn (two days, a night, a rest day), offset by person;
 * everyone else works office hours on weekdays.
 */
export function onShift(person: Person, at: number): boolean {
  const offset = hash32(person.account.id) % 4;
  if (!person.clinical) {
    const early = (offset - 1.5) / 4;
    return !isWeekend(at) && between(at, 8 + early, 17 + early);
  }
  const dayNumber = Math.floor((at - 7 * hour) / day);
  const turn = (((dayNumber + offset) % 4) + 4) % 4;
  if (turn === 3) return false;
  return turn === 2 ? between(at, 19, 7.5) : between(at, 7, 19.5);
}
