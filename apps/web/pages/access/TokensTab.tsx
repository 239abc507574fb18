/** What programs show to be let in, and what each may do. A secret is shown once, and only here. */
import type { TokenList } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, tokensQuery } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Once } from '../../parts/Once.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { scopeWord } from '../../words/access.ts';
import { sentence } from '../../words/words.ts';

type Token = TokenList['items'][number];
type Scope = Token['scopes'][number];
const scopes: readonly Scope[] = ['logs.write', 'metrics.read', 'overview.read', 'findings.read'];

export function TokensTab() {
  const { data, error, refetch } = useQuery(tokensQuery);
  const may = useMay();
  return (
    <section className="panel" aria-labelledby="tokens">
      <h2 id="tokens">Tokens</h2>
      <p className="muted">
        A program shows its token with each request. It may do what is ticked, and nothing else.
      </p>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading what="tokens" />}
      {data && data.items.length > 0 && (
        <Scroll label="Tokens">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Program</th>
                <th scope="col">May</th>
                <th scope="col">State</th>
                <th scope="col">Last used</th>
                <th scope="col">Made by</th>
                {may('token.manage') && <th scope="col">End it</th>}
              </tr>
            </thead>
            <tbody>
              {data.items.map((token) => (
                <Row key={token.id} token={token} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {data?.items.length === 0 && (
        <p className="muted">None yet: no other machine can hand in logs over HTTP.</p>
      )}
      {may('token.manage') ? <New /> : <p className="muted">Your roles do not let you make or revoke one.</p>}
    </section>
  );
}

function Row({ token }: { token: Token }) {
  const queries = useQueryClient();
  const may = useMay();
  const [sure, setSure] = useState(false);
  const revoke = useMutation({
    mutationFn: () => ask('DELETE /tokens/{id}', { path: { id: token.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <tr>
      <th scope="row" className="wrap-anywhere">
        {token.name} <span className="muted mono">{token.id}</span>
      </th>
      <td>{sentence(token.scopes.map((scope) => scopeWord[scope] ?? scope).join('; '))}</td>
      <td>
        {token.revoked !== null
          ? 'Revoked'
          : token.expires === null
            ? 'Works until revoked'
            : `Until ${token.expires}`}
      </td>
      <td>{token.last_used === null ? 'Never' : <When at={token.last_used} show="minute" />}</td>
      <td className="wrap-anywhere">{token.created_by}</td>
      {may('token.manage') && (
        <td>
          {token.revoked === null && !sure && (
            <button type="button" className="button-plain" onClick={() => setSure(true)}>
              Revoke<span className="visually-hidden"> the token of {token.name}</span>
            </button>
          )}
          {token.revoked === null && sure && (
            <button
              type="button"
              className="button button-secondary"
              disabled={revoke.isPending}
              onClick={() => revoke.mutate()}
            >
              Yes, let it in no more
            </button>
          )}
          {revoke.error && <Problem error={revoke.error} kept="The token still works." />}
        </td>
      )}
    </tr>
  );
}

function New() {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [expires, setExpires] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['logs.write']);
  const make = useMutation({
    mutationFn: () => ask('POST /tokens', { body: { name, scopes: chosen, expires: expires || null } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  if (make.data)
    return (
      <Once
        secret={make.data.secret}
        label="secret"
        onKept={() => {
          make.reset();
          setOpen(false);
          setName('');
        }}
      >
        <p>
          The secret of <strong>{make.data.token.name}</strong>. It is shown this once: put it where it
          belongs now.
        </p>
      </Once>
    );
  if (!open)
    return (
      <button type="button" className="button button-secondary" onClick={() => setOpen(true)}>
        New token
      </button>
    );
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Field
        label="What the program is called"
        hint="Logs that it hands in are shown under this name."
        required
        maxLength={100}
        pattern="[A-Za-z0-9_.@ \-]+"
        title="Letters, digits, blanks and . _ @ - only"
        autoComplete="off"
        value={name}
        onValue={setName}
      />
      <fieldset className="choices">
        <legend>It may</legend>
        {scopes.map((scope) => (
          <label key={scope} className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(scope)}
              onChange={(event) =>
                setChosen(
                  event.target.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope),
                )
              }
            />
            <span>
              {scopeWord[scope]} <code>{scope}</code>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label="Works until (empty: until it is revoked)"
        type="date"
        value={expires}
        onValue={setExpires}
      />
      {make.error && <Problem error={make.error} kept="No token was made." />}
      <button type="submit" className="button" disabled={chosen.length === 0 || make.isPending}>
        Make the token
      </button>
    </form>
  );
}
