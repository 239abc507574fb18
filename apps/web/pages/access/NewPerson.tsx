/** Adds a person: name, account, roles; and then the link to hand to them. */
import type { PeopleList, Person } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { PaneTools } from '../../parts/PaneTools.tsx';
import { Problem } from '../../parts/States.tsx';
import { InviteLink } from './InviteLink.tsx';
import { RoleChoice } from './RoleChoice.tsx';

export function NewPerson({ list, onClose }: { list: PeopleList; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [account, setAccount] = useState('');
  const [held, setHeld] = useState<Person['memberships']>([]);
  const add = useMutation({
    mutationFn: () => ask('POST /people', { body: { name, account, memberships: held } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
  return (
    <article className="pane pane-detail" aria-labelledby="new-person">
      <PaneTools onClose={onClose} />
      <header className="finding-head">
        <h2 id="new-person">Add a person</h2>
      </header>
      {add.data ? (
        <InviteLink invited={add.data} onKept={onClose} />
      ) : (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <Field
            label="Name"
            required
            minLength={2}
            maxLength={100}
            autoComplete="off"
            value={name}
            onValue={setName}
          />
          <Field
            label="Account"
            hint="What they sign in with where a name is asked for: usually their e-mail address."
            required
            minLength={2}
            maxLength={200}
            pattern="[A-Za-z0-9_.@+'\-]+"
            title="Letters, digits and . _ @ + - ' only"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={account}
            onValue={setAccount}
          />
          <RoleChoice list={list} held={held} onChange={setHeld} />
          {add.error && (
            <Problem error={add.error} kept="Nobody was added; what you filled in is still here." />
          )}
          <button type="submit" className="button" disabled={held.length === 0 || add.isPending}>
            Add, and make a link for them
          </button>
          {held.length === 0 && <p className="muted">Choose at least one role.</p>}
        </form>
      )}
    </article>
  );
}
