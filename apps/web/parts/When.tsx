/** A moment, with its zone and its age. Age is told relative to the newest event, which the page knows as "now". */
import { createContext, useContext } from 'react';
import { usePreferences } from '../preferences.ts';
import { age, clockTime, dateAndTime, dayName, hourMinute, instant, zoneName } from '../words/time.ts';

/** Newest event time in milliseconds; null until the server has said. */
export const NowContext = createContext<number | null>(null);

export function useNow(): number | null {
  return useContext(NowContext);
}

interface WhenProps {
  at: string | null;
  /** `full` date, time, zone and age; `stamp` without the age; `minute` without seconds either; `age` alone; `row` time of day (and day when not today). */
  show?: 'full' | 'stamp' | 'minute' | 'age' | 'row';
}

export function When({ at, show = 'full' }: WhenProps) {
  const { zone } = usePreferences();
  const now = useNow();
  const ms = instant(at);
  if (ms === null || at === null) return <span className="muted">No time in the record</span>;
  const stamp = `${dateAndTime(ms, zone)} ${zoneName(ms, zone)}`;
  const minute = `${dayName(ms, zone)}, ${hourMinute(ms, zone)} ${zoneName(ms, zone)}`;
  const ago = now === null ? '' : age(ms, now);
  const title = ago === '' ? stamp : `${stamp}, ${ago}`;
  if (show === 'row') {
    return (
      <time dateTime={at} title={title} className="when-row">
        <span className="when-day">{dayName(ms, zone)}</span> {clockTime(ms, zone)}
      </time>
    );
  }
  if (show === 'age') {
    return (
      <time dateTime={at} title={stamp}>
        {ago === '' ? stamp : ago}
      </time>
    );
  }
  return (
    <time dateTime={at} className="when">
      {show === 'minute' ? minute : stamp}
      {show === 'full' && ago !== '' && <span className="when-age">, {ago}</span>}
    </time>
  );
}
