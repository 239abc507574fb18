/** Every hospital that one stands above, worst first: where to look now. */
import type { Region } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { regionQuery, sessionQuery } from '../../data.ts';
import { chooseOrganisation } from '../../organisation.ts';
import { LevelMark } from '../../parts/Marks.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { count, plural } from '../../words/words.ts';
import { Shared } from './Shared.tsx';

type Line = Region['items'][number];

export function RegionPage() {
  const { data, error, refetch } = useQuery(regionQuery);
  const hit = data?.items.filter(({ services }) => (services?.hit ?? 0) > 0).length ?? 0;
  return (
    <div className="page">
      <div className="page-head">
        <h1>Region</h1>
        {data && (
          <p className="muted">
            {plural(data.items.length, 'hospital')}, {hit === 0 ? 'none' : count(hit)} with services hit
          </p>
        )}
      </div>
      {error && (
        <Problem
          error={error}
          {...(data ? { kept: 'The table below is from the last answer.' } : {})}
          retry={() => void refetch()}
        />
      )}
      {!data && !error && <Loading what="hospitals" />}
      {data?.items.length === 0 && (
        <Empty title="No hospital is below this organisation">
          <p>Which hospitals a region stands above is said in cordon.yaml.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <section className="panel" aria-label="Hospitals">
          <Scroll label="Hospitals, worst first">
            <table className="table table-links">
              <thead>
                <tr>
                  <th scope="col">Hospital</th>
                  <th scope="col">Worst open incident</th>
                  <th scope="col" className="numeric">
                    Open
                  </th>
                  <th scope="col">Services</th>
                  <th scope="col">Last event</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((line) => (
                  <Row key={line.id} line={line} />
                ))}
              </tbody>
            </table>
          </Scroll>
        </section>
      )}
      {data && data.items.length > 0 && <Shared hospitals={data.items} />}
    </div>
  );
}

function Row({ line }: { line: Line }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const look = useMutation({
    mutationFn: async () => {
      chooseOrganisation(line.id);
      await queries.refetchQueries(sessionQuery);
      await navigate({ to: '/' });
    },
  });
  return (
    <tr>
      <th scope="row">
        <button type="button" className="button-plain" onClick={() => look.mutate()} data-row>
          {line.name}
        </button>
      </th>
      <td>
        {line.worst ? (
          <>
            <LevelMark level={line.worst.level} /> {line.worst.title},{' '}
            <span className="muted">
              raised <When at={line.worst.raised} show="minute" />
            </span>
          </>
        ) : (
          <span className="muted">None</span>
        )}
      </td>
      <td className="numeric">{count(line.open_incidents)}</td>
      <td>
        <Services services={line.services} />
      </td>
      <td>
        {line.behind && <strong className="unknown-word">Behind. </strong>}
        {line.newest_event ? (
          <When at={line.newest_event} show="minute" />
        ) : (
          <strong>No log was ever read</strong>
        )}
      </td>
    </tr>
  );
}

/** What is not known is never shown as calm. */
function Services({ services }: Pick<Line, 'services'>) {
  if (!services)
    return <strong className="unknown-word">Not known: nobody has described this hospital</strong>;
  const { hit, reachable, unknown, clear } = services;
  return (
    <>
      {hit > 0 && <strong className="bad">{count(hit)} hit </strong>}
      {reachable > 0 && <span>{count(reachable)} within reach </span>}
      {unknown > 0 && <span className="unknown-word">{count(unknown)} not known </span>}
      <span className="muted">{count(clear)} clear</span>
    </>
  );
}
