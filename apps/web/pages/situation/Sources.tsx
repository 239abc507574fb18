/** What Cordon is reading, when it last heard from each, and what it could not read. */
import type { Situation } from '@cordon/server/api';
import { Scroll } from '../../parts/Scroll.tsx';
import { useNow, When } from '../../parts/When.tsx';
import { groupSources } from '../../words/sources.ts';
import { instant } from '../../words/time.ts';
import { count, plural } from '../../words/words.ts';

const quietMs = 60 * 60_000;

export function Sources({ situation }: { situation: Situation }) {
  const now = useNow();
  const quiet = (last: string | null) => {
    const at = instant(last);
    return at === null || (now !== null && now - at > quietMs);
  };
  return (
    <section className="panel" aria-labelledby="sources-title">
      <div className="panel-head">
        <h2 id="sources-title">Log sources</h2>
        <p className="muted">
          {plural(situation.events, 'event')}, {plural(situation.rules.loaded, 'rule')}
          {situation.rules.refused > 0 && `, ${count(situation.rules.refused)} refused`}
        </p>
      </div>
      {situation.sources.length === 0 ? (
        <p className="muted">Nothing has been read.</p>
      ) : (
        <Scroll label="Log sources, table" className="sources">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col" className="numeric">
                  Events
                </th>
                <th scope="col" className="numeric">
                  Unreadable
                </th>
                <th scope="col">Last event</th>
              </tr>
            </thead>
            <tbody>
              {groupSources(situation.sources).map((source) => (
                <tr key={source.name}>
                  <th scope="row" className="wrap-anywhere">
                    {source.name}
                  </th>
                  <td className="numeric">{count(source.events)}</td>
                  <td className={source.unreadable > 0 ? 'numeric bad' : 'numeric'}>
                    {count(source.unreadable)}
                  </td>
                  <td>
                    {quiet(source.last_event) && <strong className="bad">Quiet: </strong>}
                    <When at={source.last_event} show="age" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
