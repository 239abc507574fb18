/** One's own code with an authenticator app: setting it up, setting it up anew, and doing without. */
import type { Me } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../data.ts';
import { Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { CodeSetUp } from '../../sign-in/CodeSetUp.tsx';
import { plural } from '../../words/words.ts';

const few = 3;

export function Code({ code }: { code: Me['code'] }) {
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const changed = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['me'] }),
      queries.invalidateQueries({ queryKey: ['session'] }),
    ]);
  const offer = useMutation({ mutationFn: () => ask('POST /me/code/options') });
  const remove = useMutation({
    mutationFn: () => ask('DELETE /me/code'),
    onSuccess: () => {
      setSure(false);
      return changed();
    },
  });
  const error = offer.error ?? remove.error;
  return (
    <section className="panel" aria-labelledby="code">
      <h2 id="code">Code and authenticator app</h2>
      {code ? (
        <p>
          Set up <When at={code.created} show="minute" />.{' '}
          <span className={code.recovery_codes_left < few ? 'bad' : undefined}>
            {plural(code.recovery_codes_left, 'recovery code')} left.
          </span>{' '}
          {code.recovery_codes_left < few && 'Set it up anew to get ten more.'}
        </p>
      ) : (
        <p className="muted">Not set up. It is the way in where passkeys do not work.</p>
      )}
      {error && <Problem error={error} kept="Nothing was changed." />}
      {offer.data ? (
        <CodeSetUp
          key={offer.data.ceremony}
          offer={offer.data}
          again={() => offer.mutate()}
          confirm={async (otp) => {
            await ask('POST /me/code', { body: { ceremony: offer.data.ceremony, otp } });
            offer.reset();
            await changed();
          }}
        />
      ) : (
        <div className="button-row">
          <button
            type="button"
            className="button button-secondary"
            disabled={offer.isPending}
            onClick={() => offer.mutate()}
          >
            {code ? 'Set it up anew' : 'Set it up'}
          </button>
          {code &&
            (sure ? (
              <button
                type="button"
                className="button button-secondary"
                disabled={remove.isPending}
                onClick={() => remove.mutate()}
              >
                Yes, remove the code
              </button>
            ) : (
              <button type="button" className="button-plain" onClick={() => setSure(true)}>
                Remove it
              </button>
            ))}
        </div>
      )}
    </section>
  );
}
