/** One's own ways to sign in, and where one is signed in now. */
import type { Me } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, meQuery } from '../../data.ts';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay, useSession } from '../../session.ts';
import { methodWord } from '../../words/access.ts';
import { Code } from './Code.tsx';
import { Passkeys } from './Passkeys.tsx';

export function MePage() {
  const { person, roles } = useSession();
  const may = useMay();
  const { data, error, isPending, refetch } = useQuery(meQuery);
  return (
    <div className="page me">
      <h1>My sign-in</h1>
      <p>
        <strong>{person.name}</strong>, account <strong className="wrap-anywhere">{person.account}</strong>.{' '}
        {roles.length === 0 ? 'No role here.' : `Here as: ${roles.join(', ')}.`}
      </p>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="your sign-in" />}
      {data && (
        <>
          {may('self.change') ? (
            <>
              <Passkeys passkeys={data.passkeys} />
              <Code code={data.code} />
            </>
          ) : (
            <p className="muted">
              Whoever broke the glass is in for four hours, and sets up no other way in by it.
            </p>
          )}
          <Sessions sessions={data.sessions} />
        </>
      )}
    </div>
  );
}

function Sessions({ sessions }: { sessions: Me['sessions'] }) {
  return (
    <section className="panel" aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <ul className="own-ways">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </section>
  );
}

function SessionRow({ session }: { session: Me['sessions'][number] }) {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => ask('DELETE /me/sessions/{id}', { path: { id: session.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['me'] }),
  });
  return (
    <li className="own-way">
      <p>
        <strong>{session.browser}</strong>
        {session.this && ' (this one)'}
        <br />
        <span className="muted">
          By {methodWord[session.method]}, <When at={session.created} show="minute" />; last used{' '}
          <When at={session.seen} show="minute" />
        </span>
      </p>
      {!session.this && (
        <button type="button" className="button-plain" disabled={end.isPending} onClick={() => end.mutate()}>
          Sign out there<span className="visually-hidden">: {session.browser}</span>
        </button>
      )}
      {end.error && <Problem error={end.error} kept="That one is still signed in." />}
    </li>
  );
}
