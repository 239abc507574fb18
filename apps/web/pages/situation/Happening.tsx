/** The worst open incident in plain words, with the figures that size it. */
import type { Situation } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { IfMay } from '../../parts/IfMay.tsx';
import { LevelMark } from '../../parts/Marks.tsx';
import { useNow, When } from '../../parts/When.tsx';
import { duration, instant } from '../../words/time.ts';
import { count, plural } from '../../words/words.ts';

type OpenIncident = Situation['open_incidents'][number];

export function Happening({ incident, others }: { incident: OpenIncident; others: OpenIncident[] }) {
  const now = useNow();
  const first = instant(incident.first_event);
  const held = (kinds: string[]) =>
    incident.entities.filter((entity) => entity.standing === 'compromised' && kinds.includes(entity.kind))
      .length;
  return (
    <section className={`panel happening happening-${incident.level}`} aria-labelledby="happening-question">
      <h2 className="happening-question" id="happening-question">
        What is happening
      </h2>
      <p className="happening-kicker">
        <LevelMark level={incident.level} strong />
        <span>
          {first !== null && now !== null ? `Under way for ${duration(now - first)}` : 'Under way'}
          <span className="muted"> since </span>
          <When at={incident.first_event} show="minute" />
        </span>
      </p>
      <h3 className="happening-title">
        <Link to="/incidents/$id" params={{ id: incident.id }}>
          {incident.title}
        </Link>
      </h3>
      <p className="happening-summary">{incident.summary}</p>
      <dl className="figures">
        <div>
          <dt>Systems compromised</dt>
          <dd>{count(held(['asset', 'host']))}</dd>
        </div>
        <div>
          <dt>Accounts taken</dt>
          <dd>{count(held(['account']))}</dd>
        </div>
        <div>
          <dt>Services hit</dt>
          <dd>{count(incident.services.filter((service) => service.state === 'hit').length)}</dd>
        </div>
        <div>
          <dt>Services reachable</dt>
          <dd>{count(incident.services.filter((service) => service.state === 'reachable').length)}</dd>
        </div>
        <div>
          <dt>Findings</dt>
          <dd>
            <IfMay action="finding.read">
              <Link to="/findings" search={{ incident: incident.id }}>
                {count(incident.finding_count)}
              </Link>
            </IfMay>
          </dd>
        </div>
      </dl>
      <p className="happening-because">
        <span className="muted">
          Raised <When at={incident.raised} show="age" />:
        </span>{' '}
        {incident.raised_because}
      </p>
      {others.length > 0 && (
        <div className="happening-others">
          <h4>{plural(others.length, 'other open incident')}</h4>
          <ul>
            {others.map((other) => (
              <li key={other.id}>
                <LevelMark level={other.level} />
                <Link to="/incidents/$id" params={{ id: other.id }}>
                  {other.title}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
