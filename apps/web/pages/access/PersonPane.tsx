/** One person: how they sign in, what they are, and what an administrator can do about it. */
import type { PeopleList, Person } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../data.ts';
import { PaneTools } from '../../parts/PaneTools.tsx';
import { Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { waysWord } from '../../words/access.ts';
import { InviteLink } from './InviteLink.tsx';
import { PersonState } from './PersonState.tsx';
import { RoleChoice } from './RoleChoice.tsx';

interface PersonPaneProps {
  person: Person;
  list: PeopleList;
  onClose(): void;
}

export function PersonPane({ person, list, onClose }: PersonPaneProps) {
  const may = useMay();
  return (
    <article className="pane pane-detail" aria-label="Person">
      <PaneTools onClose={onClose} />
      <header className="finding-head">
        <h2>{person.name}</h2>
        <p>
          <PersonState state={person.state} />
        </p>
      </header>
      <dl className="facts">
        <div>
          <dt>Account</dt>
          <dd className="wrap-anywhere">{person.account}</dd>
        </div>
        <div>
          <dt>Signs in by</dt>
          <dd>{waysWord(person.ways)}</dd>
        </div>
        <div>
          <dt>Last seen</dt>
          <dd>{person.last_seen === null ? 'Never' : <When at={person.last_seen} show="stamp" />}</dd>
        </div>
        <div>
          <dt>Added</dt>
          <dd>
            by {person.created_by}, <When at={person.created} show="stamp" />
          </dd>
        </div>
      </dl>
      {may('person.manage') ? (
        <>
          <Roles person={person} list={list} />
          <Links person={person} />
          <Stops person={person} />
        </>
      ) : (
        <section className="pane-section" aria-labelledby="person-roles">
          <h3 id="person-roles">Roles</h3>
          <ul className="bullets">
            {person.memberships.map(({ org, role }) => {
              const { name, does } = list.roles.find(({ id }) => id === role) ?? { name: role, does: '' };
              return (
                <li key={`${org} ${role}`}>
                  <strong>{name}</strong> {does}
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </article>
  );
}

const keyOf = (memberships: Person['memberships']): string =>
  memberships
    .map(({ org, role }) => `${org} ${role}`)
    .sort()
    .join('\n');

function Roles({ person, list }: { person: Person; list: PeopleList }) {
  const queries = useQueryClient();
  const [held, setHeld] = useState(person.memberships);
  const changed = keyOf(held) !== keyOf(person.memberships);
  const keep = useMutation({
    mutationFn: () => ask('PUT /people/{id}/roles', { path: { id: person.id }, body: { memberships: held } }),
    // One's own roles decide what is on this page.
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['people'] }),
        queries.invalidateQueries({ queryKey: ['session'] }),
      ]),
  });
  return (
    <section className="pane-section" aria-labelledby="person-roles">
      <h3 id="person-roles">What they may do</h3>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          keep.mutate();
        }}
      >
        <RoleChoice list={list} held={held} onChange={setHeld} />
        {changed && held.length === 0 && (
          <p className="bad">Without a role they can sign in and see nothing.</p>
        )}
        {keep.error && <Problem error={keep.error} kept="Their roles are as they were." />}
        {changed && (
          <button type="submit" className="button" disabled={keep.isPending}>
            Change their roles
          </button>
        )}
        <p role="status">{keep.isSuccess && !changed && 'Changed.'}</p>
      </form>
    </section>
  );
}

function Links({ person }: { person: Person }) {
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: () => ask('POST /people/{id}/invitation', { path: { id: person.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
  if (person.state === 'disabled') return null;
  return (
    <section className="pane-section" aria-labelledby="person-link">
      <h3 id="person-link">A link to set up how they sign in</h3>
      <p>
        {person.state === 'invited'
          ? 'If the first did not reach them. It stops working when you make another.'
          : 'When they have lost their passkeys or their device. What they have keeps working.'}
      </p>
      {make.data ? (
        <InviteLink invited={make.data} onKept={make.reset} />
      ) : (
        <button
          type="button"
          className="button button-secondary"
          disabled={make.isPending}
          onClick={() => make.mutate()}
        >
          Make a new link
        </button>
      )}
      {make.error && <Problem error={make.error} kept="No link was made." />}
    </section>
  );
}

function Stops({ person }: { person: Person }) {
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const after = { onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }) };
  const path = { id: person.id };
  const end = useMutation({ mutationFn: () => ask('DELETE /people/{id}/sessions', { path }), ...after });
  const state = useMutation({
    mutationFn: (enabled: boolean) => ask('PUT /people/{id}/state', { path, body: { enabled } }),
    onSuccess: () => {
      setSure(false);
      return after.onSuccess();
    },
  });
  const error = end.error ?? state.error;
  return (
    <section className="pane-section" aria-labelledby="person-stop">
      <h3 id="person-stop">Stop them</h3>
      <div className="button-row">
        <button
          type="button"
          className="button button-secondary"
          disabled={end.isPending}
          onClick={() => end.mutate()}
        >
          Sign them out everywhere
        </button>
        {person.state === 'disabled' ? (
          <button
            type="button"
            className="button"
            disabled={state.isPending}
            onClick={() => state.mutate(true)}
          >
            Let them in again
          </button>
        ) : sure ? (
          <button
            type="button"
            className="button button-alarm"
            disabled={state.isPending}
            onClick={() => state.mutate(false)}
          >
            Yes, shut {person.name} out now
          </button>
        ) : (
          <button type="button" className="button button-secondary" onClick={() => setSure(true)}>
            Shut them out
          </button>
        )}
      </div>
      <p role="status">
        {end.isSuccess && 'They are signed out everywhere. '}
        {state.isSuccess && (person.state === 'disabled' ? 'They are shut out.' : 'They can sign in.')}
      </p>
      {error && <Problem error={error} kept="Nothing was changed." />}
    </section>
  );
}
