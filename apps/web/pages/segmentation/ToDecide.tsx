/** What no rule can settle: seen too seldom, stated and unused, and machines that nobody knows. */
import type { SegmentationView } from '@cordon/segmentation';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../session.ts';
import { plural } from '../../words/words.ts';
import { SeenList } from './SeenList.tsx';

export function ToDecide({ view }: { view: SegmentationView }) {
  const { rare, rare_count, unused, often_days, unplaced, folded } = view.recommendation;
  const { discovered, zones } = view;
  const nameOf = (id: string) => zones.find((zone) => zone.id === id)?.name ?? id;
  const nothing = rare_count + unused.length + discovered.length + unplaced.flows + folded.flows === 0;
  return (
    <section className="panel" aria-labelledby="segmentation-decide">
      <h2 id="segmentation-decide">For a person to decide</h2>
      {nothing && <p>Nothing: all that was seen is usual, and all that is stated is used.</p>}
      {rare_count > 0 && (
        <details>
          <summary>
            {plural(rare_count, 'flow')} seen on fewer than {plural(often_days, 'day')}, and in no rule
          </summary>
          <p>Look at each: an intruder’s would be among them.</p>
          <SeenList flows={rare} all={rare_count} />
        </details>
      )}
      {unused.length > 0 && (
        <details>
          <summary>
            {plural(unused.length, 'flow')} stated, seen by nobody, and no service is known to rest on{' '}
            {unused.length === 1 ? 'it' : 'them'}
          </summary>
          <p>Full mode closes them. What happens once a quarter is not seen in thirty days.</p>
          <ul className="plan-breaks">
            {unused.map(({ flow, from, to, ports, purpose }) => (
              <li key={flow}>
                {nameOf(from)} to {nameOf(to)} <span className="mono">{ports.join(' ')}</span>
                <span className="under">{purpose}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {discovered.length > 0 && <Discovered view={view} />}
      {unplaced.flows > 0 && (
        <p className="unknown-note">
          {plural(unplaced.flows, 'flow')} with an end in no zone that is known: no rule speaks of them.
        </p>
      )}
      {folded.flows > 0 && (
        <p className="unknown-note">
          {plural(folded.times, 'connection')} kept by zones alone, since there were too many pairs.
        </p>
      )}
    </section>
  );
}

function Discovered({ view: { discovered, zones } }: { view: SegmentationView }) {
  const may = useMay();
  return (
    <details>
      <summary>
        {plural(discovered.length, 'address', 'addresses')} seen talking and not in the estate
      </summary>
      <p>
        Nobody has said what they are.{' '}
        {may('estate.import') && (
          <>
            <code>cordon segment discovered --format csv</code> writes them as a table for{' '}
            <Link to="/estate/imports">an import</Link>.
          </>
        )}
      </p>
      <ul className="plan-breaks">
        {discovered.map(({ address, zone, answers_on, calls }) => (
          <li key={address}>
            <span className="mono">{address}</span> in {zones.find(({ id }) => id === zone)?.name ?? zone}
            <span className="under">
              answers on {answers_on.join(', ') || 'nothing that was seen'}; calls{' '}
              {calls.join(', ') || 'nothing that was seen'}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
