/** Which wards the worst incident reaches, in one line each, for whoever has to ring them. */
import type { WardReached } from '@cordon/containment';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { incidentSpreadQuery } from '../../data.ts';
import { useMay } from '../../session.ts';
import { peopleWord, spanWord, wardsWord } from '../../words/reckoned.ts';
import { plural } from '../../words/words.ts';

/** As many as are rung first; the page of the incident has all. */
const named = 8;

const stateOf = (services: readonly WardReached['services'][number][]): string => {
  if (services.length === 0) return 'works';
  return services.some(({ stopped }) => stopped) ? 'stopped' : 'degraded';
};

export function WardsAtRisk({ incident }: { incident: string }) {
  const may = useMay()('estate.read');
  const { data } = useQuery({ ...incidentSpreadQuery(incident), enabled: may });
  if (!data || data.wards.length + data.records.systems.length === 0) return null;
  const { wards, records } = data;
  return (
    <section className="panel" aria-labelledby="situation-wards">
      <div className="panel-head">
        <h2 id="situation-wards">Which wards</h2>
        <p className="muted">{wards.length > 0 && wardsWord(wards)}, within 24 hours</p>
      </div>
      <ul className="situation-wards">
        {wards.slice(0, named).map(({ ward, name, first, services }) => (
          <li key={ward} className={`fare fare-${stateOf(services)}`}>
            <strong>{name}</strong>
            <span className="under">
              {services.map((one) => `${one.name}: ${one.stopped ? 'stops' : 'works worse'}`).join('; ')}
              {services.length === 0 && first && `First device: ${spanWord(first).toLowerCase()}`}
            </span>
          </li>
        ))}
      </ul>
      <p>
        {wards.length > named && (
          <>
            <Link to="/incidents/$id" params={{ id: incident }} hash="wards">
              All {plural(wards.length, 'ward')}
            </Link>
            .{' '}
          </>
        )}
        {records.systems.length > 0 && (
          <>
            Records within reach:{' '}
            <Link to="/incidents/$id" params={{ id: incident }} hash="records">
              {peopleWord(records)}
            </Link>
            .
          </>
        )}
      </p>
    </section>
  );
}
