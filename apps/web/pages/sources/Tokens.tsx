/** What log sources show to be let in. The secret is shown once, and only here. */
import type { TokenList, TokenMade } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { send, tokensQuery } from '../../data.ts';
import { Copy } from '../../parts/Copy.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { Who } from '../../parts/Who.tsx';
import { usePreferences } from '../../preferences.ts';

type Token = TokenList['items'][number];

export function Tokens() {
  const { data, error, refetch } = useQuery(tokensQuery);
  return (
    <section className="sources-tokens" aria-labelledby="tokens">
      <h2 id="tokens">Tokens</h2>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading what="tokens" />}
      {data && data.items.length > 0 && (
        <Scroll label="Tokens">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col">State</th>
                <th scope="col">Last used</th>
                <th scope="col">Made by</th>
                <th scope="col">End it</th>
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
      <New />
    </section>
  );
}

function Row({ token }: { token: Token }) {
  const queries = useQueryClient();
  const { who } = usePreferences();
  const [sure, setSure] = useState(false);
  const revoke = useMutation({
    mutationFn: () => send('DELETE', `/tokens/${token.id}?${new URLSearchParams({ by: who })}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <tr>
      <th scope="row" className="wrap-anywhere">
        {token.name} <span className="muted mono">{token.id}</span>
      </th>
      <td>
        {token.revoked !== null
          ? 'Revoked'
          : token.expires === null
            ? 'Works until revoked'
            : `Until ${token.expires}`}
      </td>
      <td>{token.last_used === null ? 'Never' : <When at={token.last_used} show="minute" />}</td>
      <td className="wrap-anywhere">{token.created_by}</td>
      <td>
        {token.revoked === null && !sure && (
          <button type="button" className="button-plain" onClick={() => setSure(true)}>
            Revoke<span className="visually-hidden"> the token of {token.name}</span>
          </button>
        )}
        {token.revoked === null && sure && (
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault();
              revoke.mutate();
            }}
          >
            <Who />
            <button type="submit" className="button button-secondary" disabled={revoke.isPending}>
              Yes, let it in no more
            </button>
          </form>
        )}
        {revoke.error && <Problem error={revoke.error} kept="The token still works." />}
      </td>
    </tr>
  );
}

function New() {
  const queries = useQueryClient();
  const { who } = usePreferences();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [expires, setExpires] = useState('');
  const id = useId();
  const make = useMutation({
    mutationFn: () =>
      send<TokenMade>('POST', '/tokens', { name, scopes: ['logs.write'], expires: expires || null, by: who }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tokens'] }),
  });
  if (make.isSuccess)
    return (
      <div className="token-made" role="status">
        <p>
          The secret of <strong>{make.data.token.name}</strong>. It is shown this once: put it where it
          belongs now.
        </p>
        <p className="mono wrap-anywhere">
          {make.data.secret}
          <Copy value={make.data.secret} label="secret" />
        </p>
        <button
          type="button"
          className="button button-secondary"
          onClick={() => {
            make.reset();
            setOpen(false);
            setName('');
          }}
        >
          I have it
        </button>
      </div>
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
      <div className="field">
        <label htmlFor={`${id}-name`}>What the source is called</label>
        <input
          id={`${id}-name`}
          required
          maxLength={100}
          pattern="[A-Za-z0-9_.@ \-]+"
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-expires`}>Works until (empty: until it is revoked)</label>
        <input
          id={`${id}-expires`}
          type="date"
          value={expires}
          onChange={(event) => setExpires(event.target.value)}
        />
      </div>
      <Who />
      {make.error && <Problem error={make.error} kept="No token was made." />}
      <button type="submit" className="button" disabled={make.isPending}>
        Make the token
      </button>
    </form>
  );
}
