/** Every system, account and address that the incident touches, and what the evidence supports saying about it. */
import type { EstateOutline, IncidentDetail } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { IfMay } from '../../parts/IfMay.tsx';
import { StandingMark } from '../../parts/Marks.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { When } from '../../parts/When.tsx';
import { count } from '../../words/words.ts';
import { namesOf } from './names.ts';

type Entity = IncidentDetail['entities'][number];

const rank: Record<Entity['standing'], number> = { compromised: 0, suspected: 1, touched: 2 };
const kindWord: Record<Entity['kind'], string> = {
  asset: 'System',
  host: 'Host not in the estate',
  account: 'Account',
  address: 'Address',
};

function searchFor(entity: Entity, incident: string) {
  if (entity.kind === 'account') return { incident, account: entity.name };
  if (entity.kind === 'address') return { incident, q: entity.name };
  return { incident, host: entity.name };
}

export function Entities({
  incident,
  estate,
}: {
  incident: IncidentDetail;
  estate: EstateOutline | undefined;
}) {
  const names = namesOf(estate, incident);
  const sorted = incident.entities.toSorted(
    (a, b) => rank[a.standing] - rank[b.standing] || a.first_seen.localeCompare(b.first_seen),
  );
  return (
    <section className="panel" id="entities" aria-labelledby="entities-title">
      <h2 id="entities-title">Systems and accounts</h2>
      <Scroll label="Systems and accounts, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Standing</th>
              <th scope="col">Name</th>
              <th scope="col" className="wide-only">
                Kind
              </th>
              <th scope="col" className="wide-only">
                Zone
              </th>
              <th scope="col">First seen</th>
              <th scope="col" className="wide-only">
                Last seen
              </th>
              <th scope="col" className="numeric">
                Findings
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((entity) => (
              <tr key={`${entity.kind} ${entity.id}`}>
                <td>
                  <StandingMark standing={entity.standing} />
                </td>
                <th scope="row" className="wrap-anywhere">
                  {entity.kind === 'asset' ? (
                    <IfMay action="estate.read">
                      <Link to="/estate" search={{ tab: 'assets', id: entity.id }}>
                        {entity.name}
                      </Link>
                    </IfMay>
                  ) : (
                    entity.name
                  )}
                </th>
                <td className={entity.kind === 'host' ? 'wide-only unknown-word' : 'wide-only'}>
                  {kindWord[entity.kind]}
                </td>
                <td className="wide-only">
                  {entity.zone === null ? <span className="muted">None</span> : names.zone(entity.zone)}
                </td>
                <td>
                  <When at={entity.first_seen} show="row" />
                </td>
                <td className="nowrap wide-only">
                  <When at={entity.last_seen} show="row" />
                </td>
                <td className="numeric">
                  <IfMay action="finding.read">
                    <Link
                      to="/findings"
                      search={searchFor(entity, incident.id)}
                      aria-label={`${count(entity.findings)} findings on ${entity.name}`}
                    >
                      {count(entity.findings)}
                    </Link>
                  </IfMay>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
