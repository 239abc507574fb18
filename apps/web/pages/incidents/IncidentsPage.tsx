/** Every incident, worst and newest first. */
import type { IncidentList } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { incidentsQuery } from '../../data.ts';
import { IfMay } from '../../parts/IfMay.tsx';
import { LevelMark } from '../../parts/Marks.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { count, plural } from '../../words/words.ts';

type Row = IncidentList['items'][number];

export function IncidentsPage() {
  const { data, error, refetch } = useQuery(incidentsQuery);
  const open = data?.items.filter((incident) => incident.status === 'open') ?? [];
  const closed = data?.items.filter((incident) => incident.status === 'closed') ?? [];
  return (
    <div className="page">
      <div className="page-head">
        <h1>Incidents</h1>
        {data && <p className="muted">{plural(open.length, 'open', 'open')}</p>}
      </div>
      {error && (
        <Problem
          error={error}
          {...(data ? { kept: 'The list below is from the last answer.' } : {})}
          retry={() => void refetch()}
        />
      )}
      {!data && !error && <Loading what="incidents" />}
      {data && (
        <section className="panel" aria-labelledby="open-title">
          <h2 id="open-title">Open</h2>
          {open.length === 0 ? (
            <Empty title="No incident is open">
              <p>
                An incident is raised when findings close together in the network and in time add up to more
                than any of them alone. Single findings are under{' '}
                <IfMay action="finding.read">
                  <Link to="/findings">Findings</Link>
                </IfMay>
                .
              </p>
            </Empty>
          ) : (
            <Rows items={open} label="Open incidents" />
          )}
        </section>
      )}
      {closed.length > 0 && (
        <section className="panel" aria-labelledby="closed-title">
          <h2 id="closed-title">Closed</h2>
          <Rows items={closed} label="Closed incidents" />
        </section>
      )}
    </div>
  );
}

function Rows({ items, label }: { items: Row[]; label: string }) {
  return (
    <Scroll label={label}>
      <table className="table table-links">
        <thead>
          <tr>
            <th scope="col">Level</th>
            <th scope="col">Incident</th>
            <th scope="col" className="wide-only">
              Services
            </th>
            <th scope="col" className="numeric wide-only">
              Systems
            </th>
            <th scope="col" className="numeric wide-only">
              Findings
            </th>
            <th scope="col" className="wide-only">
              Raised
            </th>
            <th scope="col">Last event</th>
          </tr>
        </thead>
        <tbody>
          {items.map((incident) => {
            const hit = incident.services.filter((service) => service.state === 'hit').length;
            const reachable = incident.services.length - hit;
            return (
              <tr key={incident.id}>
                <td>
                  <LevelMark level={incident.level} />
                </td>
                <th scope="row" className="row-title">
                  <Link to="/incidents/$id" params={{ id: incident.id }} data-row="">
                    {incident.title}
                  </Link>
                </th>
                <td className="wide-only">
                  {incident.services.length === 0
                    ? 'None'
                    : [hit > 0 && `${hit} hit`, reachable > 0 && `${reachable} reachable`]
                        .filter(Boolean)
                        .join(', ')}
                </td>
                <td className="numeric wide-only">
                  {count(
                    incident.entities.filter(
                      ({ kind, standing }) =>
                        kind !== 'account' && kind !== 'address' && standing !== 'touched',
                    ).length,
                  )}
                </td>
                <td className="numeric wide-only">{count(incident.finding_count)}</td>
                <td className="nowrap wide-only">
                  <When at={incident.raised} show="minute" />
                </td>
                <td className="nowrap">
                  <When at={incident.last_event} show="age" />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
