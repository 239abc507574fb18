/** One's own passkeys: adding one, calling it something, and removing one. */
import type { Ceremony, Me } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../data.ts';
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
  const remove = useMutation({
    mutationFn: () => send('DELETE', `/me/passkeys/${encodeURIComponent(passkey.id)}`),
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
      {remove.error && <Problem error={remove.error} kept="The passkey still works." />}
    </li>
  );
}

function Add() {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(deviceWord(navigator.userAgent));
  const changed = useChanged();
  const add = useMutation({
    mutationFn: async () => {
      const answer = await makePasskey(await send<Ceremony>('POST', '/me/passkeys/options'));
      await send('POST', '/me/passkeys', { name, answer });
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
