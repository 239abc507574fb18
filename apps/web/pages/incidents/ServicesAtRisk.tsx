/** Which patient services are hit or can be reached, by what way, and what that way depends on. */
import type { EstateOutline, IncidentDetail } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { IfMay } from '../../parts/IfMay.tsx';
import { StateMark } from '../../parts/Marks.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { stepsWord, strengthWord, urgencyWord } from '../../words/words.ts';
import { type Names, namesOf } from './names.ts';

type Risk = IncidentDetail['reach']['services'][number];

interface Props {
  incident: IncidentDetail;
  estate: EstateOutline | undefined;
}

export function ServicesAtRisk({ incident, estate }: Props) {
  const names = namesOf(estate, incident);
  const risks = incident.reach.services;
  return (
    <section className="panel" id="services" aria-labelledby="services-title">
      <div className="panel-head">
        <h2 id="services-title">Services at risk</h2>
        <p className="muted">Hit first, then by how soon patients are harmed</p>
      </div>
      {risks.length === 0 ? (
        <p className="muted">
          No clinical service is mapped to anything that this incident has touched or can reach over an
          allowed flow.
        </p>
      ) : (
        <Scroll label="Services at risk, table">
          <table className="table risk-table">
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Service</th>
                <th scope="col" className="wide-only">
                  Without it
                </th>
                <th scope="col">Example way in</th>
                <th scope="col" className="wide-only">
                  What depends on it
                </th>
              </tr>
            </thead>
            <tbody>
              {risks.map((risk) => (
                <tr key={risk.service}>
                  <td>
                    <StateMark state={risk.state} />
                    <span className="under">{stepsWord(risk.steps)}</span>
                  </td>
                  <th scope="row">
                    <IfMay action="estate.read">
                      <Link to="/estate" search={{ tab: 'services', id: risk.service }} data-row="">
                        {risk.name}
                      </Link>
                    </IfMay>
                    <span className="under">{urgencyWord(risk.urgency)}</span>
                  </th>
                  <td className="wide-only">
                    {strengthWord[risk.strength]}
                    {risk.strength === 'degrades' && typeof risk.steps_to_stop === 'number' && (
                      <span className="under">stops {stepsWord(risk.steps_to_stop)}</span>
                    )}
                  </td>
                  <td>
                    <Way risk={risk} names={names} />
                  </td>
                  <td className="wide-only">
                    <Chain ids={risk.dependency} names={names} />
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

export function Way({ risk, names }: { risk: Risk; names: Names }) {
  if (risk.path.length === 0) {
    return (
      <span>
        <strong>{names.asset(risk.via_asset)}</strong> is compromised
      </span>
    );
  }
  return (
    <ol className="hops">
      {risk.path.map((hop) => (
        <li key={`${hop.from} ${hop.to} ${hop.flow}`}>
          <strong>{names.asset(hop.from)}</strong> to <strong>{names.asset(hop.to)}</strong>
          <span className="under">
            {names.flow(hop.flow)}, port {hop.port}
          </span>
        </li>
      ))}
    </ol>
  );
}

export function Chain({ ids, names }: { ids: string[]; names: Names }) {
  return (
    <span className="chain">
      {ids.map((id, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a chain is read in order and its links never move.
        <span key={index}>
          {index > 0 && <span className="chain-arrow">, so </span>}
          {names.thing(id)}
        </span>
      ))}
    </span>
  );
}
