/** One's own passkeys: adding one, calling it something else, and removing one. */
import type { Me } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { Hindered } from '../../sign-in/Hindered.tsx';
import { deviceWord, hindranceHere, makePasskey } from '../../sign-in/passkeys.ts';

type Passkey = Me['passkeys'][number];

/** What one has decides what one can be asked to show. */
function useChanged() {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['me'] }),
      queries.invalidateQueries({ queryKey: ['session'] }),
    ]);
}

export function Passkeys({ passkeys }: { passkeys: readonly Passkey[] }) {
  return (
    <section className="panel" aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      {passkeys.length === 0 && <p className="muted">None yet.</p>}
      {passkeys.length === 1 && (
        <p className="muted">
          One only: with a second, on another device or a security key, losing this one does not lock you out.
        </p>
      )}
      {passkeys.length > 0 && (
        <ul className="own-ways">
          {passkeys.map((passkey) => (
            <Row key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      <Add />
    </section>
  );
}

function Row({ passkey }: { passkey: Passkey }) {
  const [sure, setSure] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const remove = useMutation({
    mutationFn: () => ask('DELETE /me/passkeys/{id}', { path: { id: passkey.id } }),
    onSuccess: useChanged(),
  });
  return (
    <li className="own-way">
      <p>
        <strong>{passkey.name}</strong>
        <br />
        <span className="muted">
          Added <When at={passkey.created} show="minute" />;{' '}
          {passkey.last_used === null ? (
            'not used to sign in yet'
          ) : (
            <>
              last used <When at={passkey.last_used} show="minute" />
            </>
          )}
        </span>
      </p>
      <div className="button-row">
        {!renaming && (
          <button type="button" className="button-plain" onClick={() => setRenaming(true)}>
            Rename<span className="visually-hidden"> the passkey {passkey.name}</span>
          </button>
        )}
        {sure ? (
          <button
            type="button"
            className="button button-secondary"
            disabled={remove.isPending}
            onClick={() => remove.mutate()}
          >
            Yes, remove it
          </button>
        ) : (
          <button type="button" className="button-plain" onClick={() => setSure(true)}>
            Remove<span className="visually-hidden"> the passkey {passkey.name}</span>
          </button>
        )}
      </div>
      {renaming && <Rename passkey={passkey} onDone={() => setRenaming(false)} />}
      {remove.error && <Problem error={remove.error} kept="The passkey still works." />}
    </li>
  );
}

function Rename({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(passkey.name);
  const rename = useMutation({
    mutationFn: () => ask('PUT /me/passkeys/{id}/name', { path: { id: passkey.id }, body: { name } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['me'] });
      onDone();
    },
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      <Field
        label="What to call it from now on"
        required
        maxLength={60}
        pattern=".*\S.*"
        title="A name that can be seen"
        autoComplete="off"
        value={name}
        onValue={setName}
      />
      {rename.error && <Problem error={rename.error} kept="It is called what it was." />}
      <div className="button-row">
        <button type="submit" className="button" disabled={rename.isPending}>
          Keep this name
        </button>
        <button type="button" className="button-plain" onClick={onDone}>
          Leave it
        </button>
      </div>
    </form>
  );
}

function Add() {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(deviceWord(navigator.userAgent));
  const changed = useChanged();
  const add = useMutation({
    mutationFn: async () => {
      const answer = await makePasskey(await ask('POST /me/passkeys/options'));
      await ask('POST /me/passkeys', { body: { name, answer } });
    },
    onSuccess: () => {
      setOpen(false);
      return changed();
    },
  });
  const hindrance = hindranceHere();
  if (hindrance) return <Hindered why={hindrance} />;
  if (!open)
    return (
      <>
        <button type="button" className="button button-secondary" onClick={() => setOpen(true)}>
          Add a passkey
        </button>
        <p role="status">{add.isSuccess && 'Added.'}</p>
      </>
    );
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Field
        label="What to call it"
        hint="So that you know it from your others."
        required
        maxLength={60}
        autoComplete="off"
        value={name}
        onValue={setName}
      />
      {add.error && <Problem error={add.error} kept="No passkey was added." />}
      <button type="submit" className="button" disabled={add.isPending}>
        Make the passkey
      </button>
    </form>
  );
}
