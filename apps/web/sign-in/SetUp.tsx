/** The first way to sign in: of the first person of all, of somebody invited, or of somebody who lost what they had. */
import type { LinkView, SessionView } from '@cordon/server/api';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { ask } from '../data.ts';
import { Field } from '../parts/Field.tsx';
import { Problem } from '../parts/States.tsx';
import { CodeSetUp } from './CodeSetUp.tsx';
import { Hindered } from './Hindered.tsx';
import { deviceWord, hindranceHere, makePasskey } from './passkeys.ts';

interface SetUpProps {
  link: string;
  found: LinkView;
  /** Who is signed in here already. */
  other: string | null;
  onEntered(session: SessionView): void;
}

export function SetUp({ link, found, other, onEntered }: SetUpProps) {
  const first = found.purpose === 'first-run';
  const [name, setName] = useState('');
  const [account, setAccount] = useState('');
  const hindrance = hindranceHere();
  const who = first ? { link, name, account } : { link };

  const byPasskey = useMutation({
    mutationFn: async () => {
      const answer = await makePasskey(await ask('POST /set-up/passkey/options', { body: who }));
      const passkey_name = deviceWord(navigator.userAgent);
      return ask('POST /set-up/passkey', { body: { ...who, answer, passkey_name } });
    },
    onSuccess: onEntered,
  });
  const byCode = useMutation({
    mutationFn: () => ask('POST /set-up/code/options', { body: who }),
    onMutate: () => byPasskey.reset(),
  });

  if (byCode.data)
    return (
      <>
        <h1>Your code and your authenticator app</h1>
        <CodeSetUp
          key={byCode.data.ceremony}
          offer={byCode.data}
          again={() => byCode.mutate()}
          confirm={async (otp) =>
            onEntered(
              await ask('POST /set-up/code', { body: { ...who, ceremony: byCode.data.ceremony, otp } }),
            )
          }
        />
      </>
    );

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if ((event.nativeEvent.submitter as HTMLButtonElement | null)?.value === 'code') byCode.mutate();
    else byPasskey.mutate();
  };
  const busy = byPasskey.isPending || byCode.isPending;
  const error = byPasskey.error ?? byCode.error;
  return (
    <>
      <h1>{first ? 'Set up the first person' : `Welcome, ${found.name}`}</h1>
      {other !== null && (
        <p className="sign-in-note">
          <strong>{other} is signed in here.</strong> Going on signs them out of this browser.
        </p>
      )}
      <p>
        {first
          ? 'Whoever this is decides who else works with Cordon, and may look at everything it found.'
          : 'Set up how you sign in. There is no password to remember, and none to steal.'}
      </p>
      <form className="form" onSubmit={submit}>
        {first ? (
          <>
            <Field
              label="Your name"
              hint="As colleagues know you; it stands beside all that you do here."
              required
              minLength={2}
              maxLength={100}
              autoComplete="name"
              value={name}
              onValue={setName}
            />
            <Field
              label="Account"
              hint="What you sign in with where a name is asked for: usually your e-mail address."
              required
              minLength={2}
              maxLength={200}
              pattern="[A-Za-z0-9_.@+'\-]+"
              title="Letters, digits and . _ @ + - ' only"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              value={account}
              onValue={setAccount}
            />
          </>
        ) : (
          <p>
            Your account is <strong>{found.account}</strong>.
          </p>
        )}
        {hindrance && <Hindered why={hindrance} link={link} />}
        {error && <Problem error={error} kept="The link still works." />}
        {!hindrance && (
          <button type="submit" value="passkey" className="button button-wide button-big" disabled={busy}>
            Make a passkey on this device
          </button>
        )}
        <button type="submit" value="code" className="button button-secondary button-wide" disabled={busy}>
          Use a code and an authenticator app instead
        </button>
      </form>
      <p className="muted" role="status">
        {byPasskey.isPending
          ? 'Answer the window that your browser opened.'
          : 'A passkey is your fingerprint, face, PIN or security key. It stays on your device, and no other site can ask for it.'}
      </p>
    </>
  );
}
