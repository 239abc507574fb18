/** Everybody who works with Cordon here, and what they are. */
import type { PeopleList, Person } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { peopleQuery } from '../../data.ts';
import { type Column, DenseList } from '../../parts/DenseList.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { waysWord } from '../../words/access.ts';
import { NewPerson } from './NewPerson.tsx';
import { PersonPane } from './PersonPane.tsx';
import { PersonState } from './PersonState.tsx';

/** In place of a person's id: the form for one more. */
const newPerson = 'new';

function columns({ roles, organisations }: PeopleList): Column<Person>[] {
  const heldBy = ({ memberships }: Person): string => {
    const several = organisations.length > 1;
    const names = memberships.map(({ org, role }) => {
      const name = roles.find(({ id }) => id === role)?.name ?? role;
      return several ? `${name} (${organisations.find(({ id }) => id === org)?.name ?? org})` : name;
    });
    return names.length === 0 ? 'None: may do nothing' : names.join(', ');
  };
  return [
    {
      name: 'name',
      head: 'Name',
      cell: (row) => (
        <Link to="/access" search={{ tab: 'people', id: row.id }} resetScroll={false} data-row="">
          {row.name}
        </Link>
      ),
      whole: (row) => row.name,
    },
    { name: 'account', head: 'Account', cell: (row) => row.account, whole: (row) => row.account },
    { name: 'state', head: 'State', cell: (row) => <PersonState state={row.state} /> },
    { name: 'roles', head: 'Roles', cell: heldBy, whole: heldBy },
    { name: 'ways', head: 'Signs in by', cell: (row) => waysWord(row.ways) },
    {
      name: 'last',
      head: 'Last seen',
      cell: (row) =>
        row.last_seen === null ? (
          <span className="muted">Never</span>
        ) : (
          <When at={row.last_seen} show="minute" />
        ),
    },
  ];
}

export function PeopleTab({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(peopleQuery);
  const may = useMay();
  const chosen = data?.items.find((person) => person.id === id);
  return (
    <>
      {may('person.manage') && (
        <p className="access-tools">
          <Link
            to="/access"
            search={{ tab: 'people', id: newPerson }}
            resetScroll={false}
            className="button button-secondary"
          >
            Add a person
          </Link>
        </p>
      )}
      <div className="panes">
        <div className="pane pane-list">
          {error && <Problem error={error} retry={() => void refetch()} />}
          {isPending && !error && <Loading what="people" />}
          {data?.items.length === 0 && (
            <Empty title="Nobody works with Cordon here">
              <p>Add whoever should be able to sign in.</p>
            </Empty>
          )}
          {data && data.items.length > 0 && (
            <DenseList
              label="People"
              kind="people"
              columns={columns(data)}
              rows={data.items}
              keyOf={(row) => row.id}
              total={data.items.length}
              selected={id}
            />
          )}
        </div>
        {data && chosen && <PersonPane key={chosen.id} person={chosen} list={data} onClose={onClose} />}
        {data && id === newPerson && <NewPerson list={data} onClose={onClose} />}
        {data && id !== undefined && id !== newPerson && !chosen && (
          <article className="pane pane-detail" aria-label="Person">
            <Empty title="There is no such person here">
              <p>
                <Link to="/access" search={{ tab: 'people' }}>
                  Everybody
                </Link>
              </p>
            </Empty>
          </article>
        )}
      </div>
    </>
  );
}
