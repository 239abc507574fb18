import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, enter } from '../data.ts';
import { Field } from '../parts/Field.tsx';
import { Problem } from '../parts/States.tsx';

export function BreakTheGlass() {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [because, setBecause] = useState('');
  const [code, setCode] = useState('');
  const breakIt = useMutation({
    mutationFn: () => ask('POST /sign-in/break-glass', { body: { name, because, code } }),
    onSuccess: (session) => enter(queries, session),
  });
  return (
    <details className="sign-in-way glass">
      <summary className="glass-word">Break the glass</summary>
      <p>
        Only when you cannot sign in and patients cannot wait. You need a code from a sealed envelope.{' '}
        <strong>
          It tells everybody at once, is kept on the ledger, and must be reviewed by somebody else within 72
          hours.
        </strong>{' '}
        It lasts four hours.
      </p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          breakIt.mutate();
        }}
      >
        <Field
          label="Your name"
          required
          minLength={2}
          maxLength={100}
          autoComplete="name"
          value={name}
          onValue={setName}
        />
        <Field
          label="Why it cannot wait"
          required
          minLength={10}
          maxLength={500}
          autoComplete="off"
          value={because}
          onValue={setBecause}
        />
        <Field
          label="Code from the envelope"
          required
          maxLength={100}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          className="mono"
          value={code}
          onValue={setCode}
        />
        {breakIt.error && <Problem error={breakIt.error} kept="The glass was not broken." />}
        <button type="submit" className="button button-alarm" disabled={breakIt.isPending}>
          Break the glass and raise the alarm
        </button>
      </form>
    </details>
  );
}
