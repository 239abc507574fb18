import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ask, enter } from '../data.ts';
import { Field, OtpField } from '../parts/Field.tsx';
import { Problem } from '../parts/States.tsx';
import type { SignedOut } from '../session.ts';
import { BreakTheGlass } from './BreakTheGlass.tsx';
import { noteWhereOneIs } from './come-back.ts';
import { Frame } from './Frame.tsx';
import { Hindered } from './Hindered.tsx';
import { hindranceHere, showPasskey } from './passkeys.ts';

interface SignInPageProps {
  session: SignedOut;
  /** Somebody was signed in here a moment ago, and did not sign out. */
  ended: boolean;
}

export function SignInPage({ session, ended }: SignInPageProps) {
  const { first_run, demonstration, organisation_accounts } = session;
  const hindrance = hindranceHere();
  return (
    <Frame title="Sign in">
      <h1>Sign in</h1>
      {ended && (
        <p className="sign-in-note" role="status">
          <strong>You are signed out: your session is over.</strong> Sign in, and you are back where you were.
        </p>
      )}
      {demonstration && (
        <p className="sign-in-note">
          <strong>This is the sample hospital.</strong> The link that the terminal printed opens it; nothing
          on it is real.
        </p>
      )}
      {first_run ? (
        <p className="sign-in-note">
          <strong>Nobody can sign in yet.</strong> Open the link that the terminal printed when Cordon was
          started: it sets up the first person, and works until that is done.
        </p>
      ) : (
        <>
          {hindrance ? <Hindered why={hindrance} /> : <ByPasskey />}
          {organisation_accounts.map(({ id, name }) => (
            <a
              key={id}
              className="button button-secondary button-wide"
              href={`/api/v1/sign-in/organisation/${encodeURIComponent(id)}`}
              onClick={noteWhereOneIs}
            >
              Sign in with {name}
            </a>
          ))}
          <details className="sign-in-way" open={hindrance !== null}>
            <summary>Use a code and an authenticator app</summary>
            <ByCode />
          </details>
          <BreakTheGlass />
        </>
      )}
    </Frame>
  );
}

function ByPasskey() {
  const queries = useQueryClient();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const show = useMutation({
    mutationFn: async () => {
      const answer = await showPasskey(await ask('POST /sign-in/passkey/options'));
      return ask('POST /sign-in/passkey', { body: answer });
    },
    onSuccess: (session) => enter(queries, session),
  });
  return (
    <>
      <button
        ref={button}
        type="button"
        className="button button-wide button-big"
        disabled={show.isPending}
        onClick={() => show.mutate()}
      >
        Sign in with a passkey
      </button>
      <p className="muted" role="status">
        {show.isPending
          ? 'Answer the window that your browser opened.'
          : 'Your fingerprint, face, PIN or security key: the one you set up for Cordon.'}
      </p>
      {show.error && <Problem error={show.error} />}
    </>
  );
}

function ByCode() {
  const queries = useQueryClient();
  const [account, setAccount] = useState('');
  const [code, setCode] = useState('');
  const [otp, setOtp] = useState('');
  const check = useMutation({
    mutationFn: () => ask('POST /sign-in/code', { body: { account, code, otp } }),
    onSuccess: (session) => enter(queries, session),
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        check.mutate();
      }}
    >
      <Field
        label="Account"
        required
        minLength={2}
        maxLength={200}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={account}
        onValue={setAccount}
      />
      <Field
        label="Your code"
        hint="The long one that Cordon gave you."
        type="password"
        required
        maxLength={100}
        autoComplete="current-password"
        value={code}
        onValue={setCode}
      />
      <OtpField
        label="Six digits from your app"
        hint="Without your device: one of your recovery codes."
        value={otp}
        onValue={setOtp}
      />
      {check.error && <Problem error={check.error} />}
      <button type="submit" className="button" disabled={check.isPending}>
        Sign in with the code
      </button>
    </form>
  );
}
