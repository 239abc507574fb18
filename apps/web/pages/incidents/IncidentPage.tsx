/** One incident, from the sentence that sums it up down to the findings it rests on. */
import type { IncidentDetail } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { incidentQuery, incidentSpreadQuery, outlineQuery } from '../../data.ts';
import { Icon } from '../../parts/Icon.tsx';
import { IfMay } from '../../parts/IfMay.tsx';
import { LevelMark } from '../../parts/Marks.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { useNow, When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { duration, instant } from '../../words/time.ts';
import { count } from '../../words/words.ts';
import { ActionList } from '../situation/ActionList.tsx';
import { Entities } from './Entities.tsx';
import { RecordsAtRisk } from './RecordsAtRisk.tsx';
import { ServicesAtRisk } from './ServicesAtRisk.tsx';
import { Spread } from './Spread.tsx';
import { Timeline } from './Timeline.tsx';
import { WardsAtRisk } from './WardsAtRisk.tsx';

const route = getRouteApi('/incidents/$id');

export function IncidentPage() {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(incidentQuery(id));
  const maySeeEstate = useMay()('estate.read');
  const estate = useQuery({ ...outlineQuery, enabled: maySeeEstate });
  const spread = useQuery({ ...incidentSpreadQuery(id), enabled: maySeeEstate && estate.isSuccess });
  if (!data) {
    return (
      <div className="page">
        <p>
          <Link to="/incidents">All incidents</Link>
        </p>
        <h1>Incident</h1>
        {error ? <Problem error={error} retry={() => void refetch()} /> : <Loading what="the incident" />}
      </div>
    );
  }
  return (
    <div className="page incident">
      <Head incident={data} />
      {error && <Problem error={error} kept="What follows is the last answer that arrived." />}
      <nav className="sections" aria-label="On this page">
        {sections.map(([anchor, word]) => (
          <a key={anchor} href={`#${anchor}`}>
            {word}
          </a>
        ))}
      </nav>
      <div className="incident-top" id="summary">
        <section className="panel" aria-labelledby="summary-title">
          <h2 id="summary-title">Summary</h2>
          <p className="summary">{data.summary}</p>
          <dl className="facts incident-facts">
            <div>
              <dt>Raised because</dt>
              <dd>{data.raised_because}</dd>
            </div>
            <div>
              <dt>First event</dt>
              <dd>
                <When at={data.first_event} />
              </dd>
            </div>
            <div>
              <dt>Raised</dt>
              <dd>
                <When at={data.raised} />
              </dd>
            </div>
            <div>
              <dt>Last event</dt>
              <dd>
                <When at={data.last_event} />
              </dd>
            </div>
            <div>
              <dt>Rests on</dt>
              <dd>
                <IfMay action="finding.read">
                  <Link to="/findings" search={{ incident: data.id }}>
                    {count(data.finding_count)} findings
                  </Link>
                </IfMay>
              </dd>
            </div>
          </dl>
        </section>
        <section className="panel" aria-labelledby="actions-title">
          <h2 id="actions-title">What to do now</h2>
          <ActionList
            actions={data.actions}
            serviceNames={new Map(estate.data?.services.map((service) => [service.id, service.name]))}
          />
          <IfMay action="plan.read">
            <Link to="/incidents/$id/plan" params={{ id: data.id }}>
              Plan what to close
            </Link>
          </IfMay>
        </section>
      </div>
      {data.reach.unknown.length > 0 && (
        <p className="unknown-note">
          <strong>Not in the estate: {data.reach.unknown.join(', ')}.</strong> Nobody can say how far an
          intruder gets from there; treat what follows as the least it could be.
        </p>
      )}
      {estate.data ? (
        <Spread estate={estate.data} incident={data} />
      ) : estate.error ? (
        <Problem
          error={estate.error}
          kept="The incident itself is complete; only the map is missing."
          retry={() => void estate.refetch()}
        />
      ) : !maySeeEstate ? (
        <p className="muted" id="map">
          There is a map of how far this reaches for whoever may see the estate; your roles do not open it.
        </p>
      ) : (
        <Loading what="the map" />
      )}
      <ServicesAtRisk incident={data} estate={estate.data} />
      {spread.data && (
        <>
          <WardsAtRisk spread={spread.data} />
          <RecordsAtRisk spread={spread.data} />
        </>
      )}
      {spread.error && (
        <Problem
          error={spread.error}
          kept="Only wards and records are missing."
          retry={() => void spread.refetch()}
        />
      )}
      <Timeline incident={data} />
      <Entities incident={data} estate={estate.data} />
    </div>
  );
}

const sections: [anchor: string, word: string][] = [
  ['summary', 'Summary'],
  ['map', 'Map'],
  ['services', 'Services'],
  ['wards', 'Wards'],
  ['records', 'Records'],
  ['timeline', 'Timeline'],
  ['entities', 'Systems and accounts'],
];

function Head({ incident }: { incident: IncidentDetail }) {
  const now = useNow();
  const first = instant(incident.first_event);
  const last = instant(incident.last_event);
  const ongoing = incident.status === 'open';
  return (
    <header className="incident-head">
      <p className="crumb">
        <Link to="/incidents">Incidents</Link>
      </p>
      <h1>{incident.title}</h1>
      <p className="incident-marks">
        <LevelMark level={incident.level} strong />
        <strong>{ongoing ? 'Open' : 'Closed'}</strong>
        {first !== null && (
          <span>
            {ongoing && now !== null
              ? `Under way for ${duration(now - first)}`
              : last !== null && `Lasted ${duration(last - first)}`}
          </span>
        )}
        <button type="button" className="button-plain no-print" onClick={() => window.print()}>
          <Icon name="print" size={18} /> Print or save as PDF
        </button>
      </p>
    </header>
  );
}
