/** How far an intruder would come, from a supplier or from one hospital, to each of the others: how soon, and which services. */
import type { RegionReach } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { regionReachQuery } from '../../data.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { duration } from '../../words/time.ts';
import { plural } from '../../words/words.ts';

type Reach = RegionReach['hospitals'][number];
type Span = NonNullable<Reach['first']>;

export function Reached({ from }: { from: { supplier: string } | { hospital: string } }) {
  const { data, error, isPending, refetch } = useQuery(regionReachQuery(from));
  return (
    <section className="panel" aria-labelledby="region-reach">
      <h2 id="region-reach">{data ? `From ${data.from}` : 'How far it comes'}</h2>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="how far that comes" />}
      {data?.held === 0 && (
        <p>
          No finding of its open incidents shows a host or an account that its estate knows in anybody’s
          hands.
        </p>
      )}
      {data && data.held > 0 && (
        <>
          <p className="muted">
            Within {plural(data.hours, 'hour')}, by ways that intruders are known to use: how soon somebody
            may be there, not that anybody will be. Which hosts these are, each hospital sees for itself.
          </p>
          <Scroll label={`How far it comes from ${data.from}`}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Hospital</th>
                  <th scope="col">First host</th>
                  <th scope="col">Services</th>
                </tr>
              </thead>
              <tbody>
                {data.hospitals.map((hospital) => (
                  <tr key={hospital.id}>
                    <th scope="row">{hospital.name}</th>
                    <td>
                      {hospital.first ? (
                        <>
                          <strong className="bad">{soonWord(hospital.first)}</strong>
                          <span className="under">
                            {plural(hospital.hosts, 'host')} in the end, partners’ in its networks among them
                          </span>
                        </>
                      ) : (
                        <span className="muted">None falls</span>
                      )}
                    </td>
                    <td>
                      <Services hospital={hospital} />
                    </td>
                  </tr>
                ))}
                {data.undescribed.map((name) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td colSpan={2}>
                      <strong className="unknown-word">Not known: nobody has described this hospital</strong>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </>
      )}
    </section>
  );
}

function Services({ hospital: { services } }: { hospital: Reach }) {
  if (services.length === 0) return <span className="muted">None suffers</span>;
  return (
    <ul className="region-ways">
      {services.map(({ name, degraded, stopped }) => (
        <li key={name}>
          {name}: {stopped ? <strong className="bad">stops {soonWord(stopped)}</strong> : 'works worse '}
          {!stopped && degraded && soonWord(degraded)}
        </li>
      ))}
    </ul>
  );
}

/** The fastest on record, then the usual. */
function soonWord({ quick, likely }: Span): string {
  const after = (minutes: number): string =>
    minutes < 1 ? 'at once' : `after ${duration(minutes * 60_000)}`;
  if (likely === null) return `${after(quick)} at the soonest`;
  return quick === likely ? after(quick) : `${after(quick)} at the soonest, usually ${after(likely)}`;
}
