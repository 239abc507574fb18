/** What each role may do, as the policy decides it: one table, so that a gap or an excess is seen. */
import { useQuery } from '@tanstack/react-query';
import { rolesQuery } from '../../data.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { actionOrder, actionWord } from '../../words/access.ts';

export function RolesTab() {
  const { data, error, isPending, refetch } = useQuery(rolesQuery);
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (isPending) return <Loading what="roles" />;
  const { items, step_up } = data;
  const everybody = (action: string) => items.every(({ actions }) => actions.includes(action));
  const placeOf = (action: string) => actionOrder.indexOf(action) + 1 || actionOrder.length + 1;
  const rows = [...new Set(items.flatMap(({ actions }) => actions))].sort((a, b) => placeOf(a) - placeOf(b));
  return (
    <>
      <section className="panel" aria-labelledby="roles-are">
        <h2 id="roles-are">The roles</h2>
        <dl className="facts roles-are">
          {items.map(({ id, name, does }) => (
            <div key={id}>
              <dt>{name}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="panel" aria-labelledby="roles-may">
        <div className="panel-head">
          <h2 id="roles-may">What each may do</h2>
          <p className="muted">
            Everything else is refused. For what is marked <span className="again">again</span> people show
            once more that it is them.
          </p>
        </div>
        <Scroll label="What each role may do" className="roles-scroll">
          <table className="table roles-table">
            <thead>
              <tr>
                <th scope="col">To</th>
                {items.map(({ id, name }) => (
                  <th key={id} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows
                .filter((action) => !everybody(action))
                .map((action) => (
                  <tr key={action}>
                    <th scope="row">
                      {actionWord(action)}
                      {step_up.includes(action) && <span className="again">again</span>}
                    </th>
                    {items.map(({ id, name, actions }) => (
                      <td key={id}>
                        {actions.includes(action) ? (
                          <>
                            <Icon name="tick" size={16} />
                            <span className="visually-hidden">{name}: yes</span>
                          </>
                        ) : (
                          <span className="visually-hidden">no</span>
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        </Scroll>
        <p className="muted">
          Everybody who signs in may also:{' '}
          {rows
            .filter(everybody)
            .map((one) => actionWord(one).toLowerCase())
            .join('; ')}
          . The policy itself stands in <code>content/policy</code>.
        </p>
      </section>
    </>
  );
}
