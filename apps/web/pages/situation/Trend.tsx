/** Findings over event time as stacked bars, with the same figures as a table. */
import type { Situation } from '@cordon/server/api';
import { LevelGlyph } from '../../parts/Marks.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { useWidth } from '../../parts/useWidth.ts';
import { usePreferences } from '../../preferences.ts';
import { dayName, hourMinute, instant, type ZoneChoice, zoneName } from '../../words/time.ts';
import { shapeTrend } from '../../words/trend.ts';
import { count, levelOrder, levelWord } from '../../words/words.ts';

const height = 180;
const left = 34;
const foot = 22;

function label(time: string, zone: ZoneChoice): string {
  const at = instant(time);
  return at === null ? time : `${dayName(at, zone)} ${hourMinute(at, zone)}`;
}

export function Trend({ trend }: { trend: Situation['trend'] }) {
  const { zone } = usePreferences();
  const [box, measured] = useWidth<HTMLDivElement>();
  const width = Math.max(240, measured);
  const { bars, top } = shapeTrend(trend, width - left, height);
  const used = levelOrder.filter((level) => trend.some((bucket) => (bucket.counts[level] ?? 0) > 0));
  const total = bars.reduce((sum, bar) => sum + bar.total, 0);
  const lastTime = instant(trend.at(-1)?.time);
  const ticks = bars.filter(
    (_, index) => index % Math.max(1, Math.ceil(bars.length / Math.max(1, Math.floor(width / 130)))) === 0,
  );
  const tallest = bars.reduce<(typeof bars)[number] | undefined>(
    (best, bar) => (best === undefined || bar.total > best.total ? bar : best),
    undefined,
  );
  return (
    <section className="panel trend-panel" aria-labelledby="trend-title">
      <div className="panel-head">
        <h2 id="trend-title">Findings over time</h2>
        <ul className="tally" aria-label="Key">
          {used.map((level) => (
            <li key={level}>
              <LevelGlyph level={level} size={12} /> {levelWord[level]}
            </li>
          ))}
        </ul>
      </div>
      {total === 0 ? (
        <p className="muted">No finding yet.</p>
      ) : (
        <>
          <div ref={box}>
            <svg
              className="trend"
              width={width}
              height={height + foot}
              viewBox={`0 0 ${width} ${height + foot}`}
              role="img"
              aria-label={`${count(total)} findings; most in one period ${count(tallest?.total ?? 0)}, at ${
                tallest ? label(tallest.time, zone) : ''
              }. The table below has every figure.`}
            >
              {[0, 0.5, 1].map((part) => (
                <g key={part}>
                  <line
                    className="trend-line"
                    x1={left}
                    x2={width}
                    y1={height - part * height + 0.5}
                    y2={height - part * height + 0.5}
                  />
                  <text
                    className="trend-text"
                    x={left - 6}
                    y={height - part * height + (part === 1 ? 10 : 4)}
                    textAnchor="end"
                  >
                    {part === 0.5 && top === 1 ? '' : count(top * part)}
                  </text>
                </g>
              ))}
              {bars.map((bar) => (
                <g key={bar.time} transform={`translate(${left + bar.x} 0)`}>
                  <title>{`${label(bar.time, zone)}: ${count(bar.total)}`}</title>
                  <rect width={bar.width} height={height} fill="transparent" />
                  {bar.parts.map((part) => (
                    <rect
                      key={part.level}
                      className={`fill-${part.level}`}
                      y={part.y}
                      width={bar.width}
                      height={Math.max(1, part.height - 1)}
                    />
                  ))}
                </g>
              ))}
              {ticks.map((bar) => (
                <text key={bar.time} className="trend-text" x={left + bar.x} y={height + 16}>
                  {label(bar.time, zone)}
                </text>
              ))}
            </svg>
          </div>
          <details className="twin">
            <summary>Show as a table</summary>
            <Scroll label="Findings over time, table">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">From{lastTime !== null && ` (${zoneName(lastTime, zone)})`}</th>
                    {used.map((level) => (
                      <th key={level} scope="col" className="numeric">
                        {levelWord[level]}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {bars
                    .filter((bar) => bar.total > 0)
                    .map((bar) => (
                      <tr key={bar.time}>
                        <th scope="row">{label(bar.time, zone)}</th>
                        {used.map((level) => (
                          <td key={level} className="numeric">
                            {count(bar.parts.find((part) => part.level === level)?.number ?? 0)}
                          </td>
                        ))}
                      </tr>
                    ))}
                </tbody>
              </table>
            </Scroll>
          </details>
        </>
      )}
    </section>
  );
}
