/** How many events match in each hour, as bars and as a table whose rows narrow the search to that hour. */
import type { HuntHours } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { Scroll } from '../../parts/Scroll.tsx';
import { useWidth } from '../../parts/useWidth.ts';
import { usePreferences } from '../../preferences.ts';
import { dayName, hourMinute, instant, type ZoneChoice, zoneName } from '../../words/time.ts';
import { count } from '../../words/words.ts';

type Hour = HuntHours['hours'][number];

const height = 56;
const hourMs = 3_600_000;

const label = (time: string, zone: ZoneChoice): string => {
  const at = instant(time);
  return at === null ? time : `${dayName(at, zone)} ${hourMinute(at, zone)}`;
};

export function Hours({ hours }: { hours: readonly Hour[] }) {
  const { zone } = usePreferences();
  const [box, measured] = useWidth<HTMLDivElement>();
  const width = Math.max(240, measured);
  const starts = hours.map(({ time }) => Date.parse(time));
  const first = starts[0]!;
  const slots = (starts.at(-1)! - first) / hourMs + 1;
  const tallest = hours.reduce((best, hour) => (hour.count > best.count ? hour : best));
  const step = width / slots;
  return (
    <section className="hunt-hours" aria-label="Events by the hour">
      <div ref={box}>
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`Most in one hour ${count(tallest.count)}, from ${label(tallest.time, zone)}. The table below has every figure.`}
        >
          {hours.map(({ time, count: events }, index) => {
            const tall = Math.max(2, (events / tallest.count) * height);
            return (
              <rect
                key={time}
                className="hunt-bar"
                x={((starts[index]! - first) / hourMs) * step}
                y={height - tall}
                width={Math.max(1, step - (step > 4 ? 1 : 0))}
                height={tall}
              >
                <title>{`${label(time, zone)}: ${count(events)}`}</title>
              </rect>
            );
          })}
        </svg>
      </div>
      <details className="twin">
        <summary>Events by the hour</summary>
        <Scroll label="Events by the hour, table">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Hour from ({zoneName(first, zone)})</th>
                <th scope="col" className="numeric">
                  Events
                </th>
              </tr>
            </thead>
            <tbody>
              {hours.map(({ time, count: events }, index) => (
                <tr key={time}>
                  <th scope="row">
                    <Link
                      from="/hunt"
                      search={({ q }) => ({
                        ...(q !== undefined && { q }),
                        since: time,
                        until: new Date(starts[index]! + hourMs).toISOString(),
                      })}
                    >
                      {label(time, zone)}
                    </Link>
                  </th>
                  <td className="numeric">{count(events)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </section>
  );
}
