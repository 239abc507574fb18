/** Each two zones: whether enough is known of them, and what would pass. */
import type { Pair, Rule, SegmentationView } from '@cordon/segmentation';
import { Scroll } from '../../parts/Scroll.tsx';
import { Empty } from '../../parts/States.tsx';
import { plural } from '../../words/words.ts';
import { becauseWord, pairWord } from './words.ts';

/** What is least known comes first. */
const order: Record<Pair['state'], number> = { unwatched: 0, settling: 1, stable: 2 };

export function Pairs({ view: { recommendation, zones } }: { view: SegmentationView }) {
  const { pairs, rules } = recommendation;
  const nameOf = (id: string) => zones.find((zone) => zone.id === id)?.name ?? id;
  const sorted = [...pairs].sort((a, b) => order[a.state] - order[b.state]);
  return (
    <section className="panel" aria-labelledby="segmentation-pairs">
      <h2 id="segmentation-pairs">Between zones</h2>
      {pairs.length === 0 ? (
        <Empty title="No flow between two zones is stated, and none was seen." />
      ) : (
        <Scroll label="Pairs of zones, table">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col">Known</th>
                <th scope="col">What would pass</th>
              </tr>
            </thead>
            <tbody>
              {sorted.map((pair) => (
                <tr key={`${pair.from} ${pair.to}`}>
                  <th scope="row">{nameOf(pair.from)}</th>
                  <td>{nameOf(pair.to)}</td>
                  <td>
                    <span className={`fare pair-${pair.state}`}>
                      {pairWord[pair.state]}
                      <span className="under">{knownWord(pair)}</span>
                    </span>
                  </td>
                  <td>
                    <Passes
                      rules={rules.filter(
                        ({ from_zone, to_zone }) => from_zone === pair.from && to_zone === pair.to,
                      )}
                      nameOf={nameOf}
                    />
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

const knownWord = ({ state, observed_days, quiet_days }: Pair): string =>
  state === 'unwatched'
    ? 'nothing was seen either way'
    : `seen on ${plural(observed_days, 'day')}, nothing new for ${quiet_days}`;

function Passes({ rules, nameOf }: { rules: readonly Rule[]; nameOf(id: string): string }) {
  if (rules.length === 0) return <>Nothing</>;
  return (
    <details>
      <summary>{plural(rules.length, 'rule')}</summary>
      <ul className="plan-breaks">
        {rules.map(({ from, to, protocol, ports, because, times, days }) => (
          <li key={`${from} ${to} ${protocol} ${because}`}>
            {nameOf(from)} to {nameOf(to)}{' '}
            <span className="mono">
              {protocol} {ports.join(' ')}
            </span>
            <span className="under">
              {becauseWord[because]}
              {because === 'seen' && ` ${plural(times, 'time')} on ${plural(days, 'day')}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
