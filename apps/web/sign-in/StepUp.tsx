/** Asks whoever is signed in to show that it is still them; what they wanted to do then goes on by itself. */
import type { SessionView } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ask, enter } from '../data.ts';
import { OtpField } from '../parts/Field.tsx';
import { Problem } from '../parts/States.tsx';
import { useSession } from '../session.ts';
import { endStepUp, useStepUpAsked } from '../step-up.ts';
import { hindranceHere, showPasskey } from './passkeys.ts';

export function StepUp() {
  const asked = useStepUpAsked();
  // What waits when the page goes away, waits no longer.
  useEffect(() => () => endStepUp(false), []);
  return asked ? <Ask /> : null;
}

function Ask() {
  const { ways } = useSession();
  const queries = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const [otp, setOtp] = useState('');
  const onSuccess = (session: SessionView) => {
    enter(queries, session);
    endStepUp(true);
  };
  const byPasskey = useMutation({
    mutationFn: async () => {
      const answer = await showPasskey(await ask('POST /step-up/passkey/options'));
      return ask('POST /step-up/passkey', { body: answer });
    },
    onSuccess,
  });
  const byCode = useMutation({
    mutationFn: () => ask('POST /step-up/code', { body: { otp } }),
    onSuccess,
  });
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const passkey = ways.passkeys > 0 && hindranceHere() === null;
  const error = byPasskey.error ?? byCode.error;
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="step-up" onClose={() => endStepUp(false)}>
      <h2 id="step-up">Show that it is you</h2>
      <p>
        This cannot be undone quickly, or would help an intruder. Show once more that it is you; that holds
        for five minutes.
      </p>
      {error && <Problem error={error} kept="Nothing was done yet." />}
      {passkey && (
        <p>
          <button
            type="button"
            className="button button-wide"
            disabled={byPasskey.isPending}
            onClick={() => byPasskey.mutate()}
          >
            Use your passkey
          </button>
        </p>
      )}
      {ways.code && (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            byCode.mutate();
          }}
        >
          <OtpField label="Six digits from your app" digitsOnly value={otp} onValue={setOtp} />
          <button
            type="submit"
            className={passkey ? 'button button-secondary' : 'button'}
            disabled={byCode.isPending}
          >
            Use the digits
          </button>
        </form>
      )}
      {!passkey && !ways.code && (
        <p>
          <strong>You have nothing to show here.</strong> Sign out and in again: that counts as well, for five
          minutes.
        </p>
      )}
      <form method="dialog">
        <button type="submit" className="button-plain">
          Do not do it
        </button>
      </form>
    </dialog>
  );
}
