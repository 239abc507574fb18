/** Who is signed in, as what, for which organisation, and the way out. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useRef } from 'react';
import { sessionQuery, signOut } from '../data.ts';
import { chooseOrganisation } from '../organisation.ts';
import { Icon } from '../parts/Icon.tsx';
import { Problem } from '../parts/States.tsx';
import { When } from '../parts/When.tsx';
import { useSession } from '../session.ts';
import { methodWord } from '../words/access.ts';

export function WhoIsIn() {
  const session = useSession();
  const queries = useQueryClient();
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();
  const leave = useMutation({ mutationFn: signOut });
  const change = useMutation({
    mutationFn: (to: string) => {
      chooseOrganisation(to);
      return queries.refetchQueries(sessionQuery);
    },
  });
  return (
    <>
      <button
        type="button"
        className="bar-who"
        popoverTarget={id}
        aria-label={`Signed in as ${session.person.name}`}
      >
        <Icon name="person" />
        <span className="bar-who-name">{session.person.name}</span>
      </button>
      <div ref={menu} id={id} popover="auto" className="who-menu">
        <p>
          <strong>{session.person.name}</strong>
          <br />
          <span className="muted wrap-anywhere">{session.person.account}</span>
        </p>
        <dl className="who-facts">
          <div>
            <dt>Here as</dt>
            <dd>{rolesWord(session.roles, session.method)}</dd>
          </div>
          <div>
            <dt>Signed in by</dt>
            <dd>
              {methodWord[session.method]}, until <When at={session.ends} show="minute" />
            </dd>
          </div>
        </dl>
        {session.organisations.length > 1 && (
          <div className="field">
            <label htmlFor={`${id}-organisation`}>Organisation on this tab</label>
            <select
              id={`${id}-organisation`}
              value={session.organisation}
              onChange={(event) => change.mutate(event.target.value)}
            >
              {session.organisations.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
        )}
        <p>
          <Link to="/me" onClick={() => menu.current?.hidePopover()}>
            My sign-in
          </Link>
        </p>
        <button
          type="button"
          className="button button-secondary button-wide"
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          Sign out
        </button>
        {leave.error && <Problem error={leave.error} kept="You are still signed in." />}
      </div>
    </>
  );
}

function rolesWord(roles: readonly string[], method: string): string {
  if (roles.length > 0) return roles.join(', ');
  return method === 'break-glass' ? 'Whoever broke the glass' : 'Nothing yet: nobody has given you a role';
}
