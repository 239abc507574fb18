/** Where the estate comes from: a file is shown before it is imported, and each import stays to be looked at. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { importQuery, importsQuery } from '../../data.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { count } from '../../words/words.ts';
import { EstateNav } from '../estate/EstateNav.tsx';
import { NewImport } from './NewImport.tsx';
import { Report } from './Report.tsx';

const route = getRouteApi('/estate/imports');

export function ImportsPage() {
  const { id } = route.useSearch();
  const may = useMay();
  return (
    <div className="page imports">
      <h1>Imports</h1>
      <EstateNav />
      {id === undefined ? (
        <>
          {may('estate.import') && <NewImport />}
          <Earlier />
        </>
      ) : (
        <OneImport id={id} />
      )}
    </div>
  );
}

function Earlier() {
  const { data, error, isPending, refetch } = useQuery(importsQuery);
  return (
    <section className="panel" aria-labelledby="imports-earlier">
      <h2 id="imports-earlier">What was imported</h2>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="imports" />}
      {data?.items.length === 0 && (
        <Empty title="Nothing yet">
          <p>The estate is what the hospital’s own folder says, and nothing else.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <Scroll label="Imports, table">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Source and file</th>
                <th scope="col">By</th>
                <th scope="col" className="numeric">
                  Appeared
                </th>
                <th scope="col" className="numeric">
                  Gone
                </th>
                <th scope="col" className="numeric">
                  Changed
                </th>
                <th scope="col" className="numeric">
                  Contradicted
                </th>
                <th scope="col" className="numeric">
                  Not understood
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map(({ id, source, files, at, by, assets, problem_count }) => (
                <tr key={id}>
                  <td>
                    <When at={at} show="minute" />
                  </td>
                  <th scope="row">
                    <Link to="/estate/imports" search={{ id }}>
                      {source}
                    </Link>
                    <span className="under">{files}</span>
                  </th>
                  <td>{by}</td>
                  <td className="numeric">{count(assets.appeared_count)}</td>
                  <td className="numeric">{count(assets.gone_count)}</td>
                  <td className="numeric">{count(assets.changed_count)}</td>
                  <td className="numeric">{count(assets.conflict_count)}</td>
                  <td className="numeric">{count(problem_count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

function OneImport({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useQuery(importQuery(id));
  return (
    <>
      <p className="crumb">
        <Link to="/estate/imports">All imports</Link> ›
      </p>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="the import" />}
      {data && (
        <section className="panel" aria-labelledby="import-one">
          <h2 id="import-one">
            {data.source}: {data.files}
          </h2>
          <p>
            Imported by <strong>{data.by}</strong>, <When at={data.at} />
          </p>
          <Report report={data.report} done />
        </section>
      )}
    </>
  );
}
