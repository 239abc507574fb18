/** What the hospitals share, and from where an intruder would come to which of them: a supplier of several, or one of them. */
import type { Region, SharedSuppliers } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { sharedSuppliersQuery } from '../../data.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { plural } from '../../words/words.ts';
import { Reached } from './Reached.tsx';

const route = getRouteApi('/region');

export function Shared({ hospitals }: { hospitals: Region['items'] }) {
  const { data, error, isPending, refetch } = useQuery(sharedSuppliersQuery);
  const { supplier, hospital } = route.useSearch();
  const from = supplier !== undefined ? { supplier } : hospital !== undefined ? { hospital } : null;
  const attacked = hospitals.filter(({ open_incidents }) => open_incidents > 0);
  return (
    <>
      <section className="panel" aria-labelledby="region-shared">
        <div className="panel-head">
          <h2 id="region-shared">Suppliers that hospitals share</h2>
          <p className="muted">
            Their accounts and ways in at each: open one to see how far it would let an intruder in
          </p>
        </div>
        {error && <Problem error={error} retry={() => void refetch()} />}
        {isPending && !error && <Loading what="shared suppliers" />}
        {data && data.undescribed.length > 0 && (
          <p className="unknown-note">
            <strong>Nobody has described {data.undescribed.join(', ')}.</strong> What they share with others
            is not known.
          </p>
        )}
        {data && data.conflicts > 0 && (
          <p className="unknown-note">
            Hospitals say {plural(data.conflicts, 'thing')} differently of the same partner or supplier. The
            first is believed; <span className="mono">cordon contain</span> with both folders lists them.
          </p>
        )}
        {data?.items.length === 0 && (
          <p className="muted">No supplier is in the folders of two of these hospitals, by id or by name.</p>
        )}
        {data && data.items.length > 0 && <Suppliers items={data.items} chosen={supplier} />}
        {attacked.length > 0 && (
          <p>
            From what intruders hold now in{' '}
            {attacked.map(({ id, name }, index) => (
              <span key={id}>
                {index > 0 && ', '}
                <Link
                  to="/region"
                  search={{ hospital: id }}
                  resetScroll={false}
                  aria-current={id === hospital ? 'true' : undefined}
                >
                  {name}
                </Link>
              </span>
            ))}
            : how far that comes to the others.
          </p>
        )}
      </section>
      {from && <Reached from={from} />}
    </>
  );
}

function Suppliers({ items, chosen }: { items: SharedSuppliers['items']; chosen: string | undefined }) {
  return (
    <Scroll label="Suppliers that several hospitals have">
      <table className="table table-links">
        <thead>
          <tr>
            <th scope="col">Supplier</th>
            <th scope="col">What it has at each hospital</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, name, hospitals }) => (
            <tr key={id} aria-current={id === chosen ? 'true' : undefined}>
              <th scope="row">
                <Link to="/region" search={{ supplier: id }} resetScroll={false} data-row="">
                  {name}
                </Link>
              </th>
              <td>
                <ul className="region-ways">
                  {hospitals.map((one) => (
                    <li key={one.id}>
                      <strong>{one.name}</strong>: {wayWord(one)}
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

type Customer = SharedSuppliers['items'][number]['hospitals'][number];

/** None is said as what it is: nobody has named an account or a way in, which is not proof that there is none. */
function wayWord({ accounts, ways_in, systems }: Customer): string {
  const parts = [
    accounts > 0 ? plural(accounts, 'account') : 'no account that is named as theirs',
    ways_in.length > 0 ? ways_in.join(', ') : 'no way in that is registered as theirs',
    ...(systems > 0 ? [`looks after ${plural(systems, 'system')}`] : []),
  ];
  return parts.join('; ');
}
