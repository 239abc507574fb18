/** What live events show and the estate does not know: added by one click, or said not to be ours, and both can be taken back. */
import type { ImportReport, SightingList } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, outlineQuery, sightingsQuery } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { count, plural } from '../../words/words.ts';
import { EstateNav } from '../estate/EstateNav.tsx';

type Sighting = SightingList['items'][number];

const kindWord: Record<Sighting['kind'], string> = {
  address: 'Address',
  host: 'Host',
  account: 'Account',
};

export function SightingsPage() {
  const { data, error, isPending, refetch } = useQuery(sightingsQuery);
  return (
    <div className="page">
      <h1>Estate</h1>
      <EstateNav />
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="what was seen" />}
      {data && (
        <>
          <Seen items={data.items} />
          {data.added.length > 0 && <Added items={data.added} />}
          {data.ignored.length > 0 && <Ignored items={data.ignored} />}
        </>
      )}
    </div>
  );
}

/** Whatever was decided, everything that rests on the estate is asked again. */
function useDecide<Given, Answer>(does: (given: Given) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: does,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['estate'] }),
  });
}

function Seen({ items }: { items: Sighting[] }) {
  const may = useMay()('estate.import');
  const outline = useQuery(outlineQuery);
  const zones = new Map(outline.data?.zones.map(({ id, name }) => [id, name]));
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const keys = items.filter(({ key }) => chosen.has(key)).map(({ key }) => key);
  const add = useDecide((some: string[]) => ask('POST /estate/sightings/add', { body: { keys: some } }));
  return (
    <section className="panel" aria-labelledby="seen-title">
      <div className="panel-head">
        <h2 id="seen-title">Seen, and not in the estate</h2>
        <p className="muted">
          {items.length > 0 && plural(items.length, 'host or account', 'hosts and accounts')}
        </p>
      </div>
      {items.length === 0 ? (
        <Empty title="Everything that was seen is known">
          <p>
            Addresses that talk in a zone of the hospital, and hosts and accounts that findings name, stand
            here until they are in the estate. Where no log or sensor tells of traffic, nothing can be seen.
          </p>
        </Empty>
      ) : (
        <>
          <p>
            Nobody has said what these are. What depends on them, and how far an intruder gets from them, is
            unknown until they are in the estate.
          </p>
          {add.error && <Problem error={add.error} />}
          <Scroll label="Seen and not in the estate, table">
            <table className="table">
              <thead>
                <tr>
                  {may && (
                    <th scope="col">
                      <span className="visually-hidden">Choose</span>
                    </th>
                  )}
                  <th scope="col">Name</th>
                  <th scope="col" className="wide-only">
                    Zone
                  </th>
                  <th scope="col">What it was seen to do</th>
                  <th scope="col" className="wide-only">
                    Last seen
                  </th>
                  {may && (
                    <th scope="col">
                      <span className="visually-hidden">Add</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.key}>
                    {may && (
                      <td>
                        <input
                          type="checkbox"
                          className="sighting-choice"
                          aria-label={`Choose ${one.name}`}
                          checked={chosen.has(one.key)}
                          onChange={(event) => {
                            const next = new Set(chosen);
                            if (event.target.checked) next.add(one.key);
                            else next.delete(one.key);
                            choose(next);
                          }}
                        />
                      </td>
                    )}
                    <th scope="row" className="wrap-anywhere">
                      {one.name}
                      <span className="under">{kindWord[one.kind]}</span>
                    </th>
                    <td className="wide-only">
                      {one.zone === null ? (
                        <span className="unknown-word">Unknown</span>
                      ) : (
                        (zones.get(one.zone) ?? one.zone)
                      )}
                    </td>
                    <td>{one.told}</td>
                    <td className="nowrap wide-only">
                      <When at={one.last_seen} show="row" />
                    </td>
                    {may && (
                      <td>
                        <button
                          type="button"
                          className="button-plain no-print"
                          disabled={add.isPending}
                          aria-label={`Add ${one.name} to the estate`}
                          onClick={() => add.mutate([one.key])}
                        >
                          Add to the estate
                        </button>
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          {may && keys.length > 0 && (
            <Chosen key={keys.join()} keys={keys} onDecided={() => choose(new Set())} />
          )}
        </>
      )}
    </section>
  );
}

/** For those that are chosen: what adding them would change, adding them, or that they are not ours. */
function Chosen({ keys, onDecided }: { keys: string[]; onDecided(): void }) {
  const [because, say] = useState('');
  const look = useMutation({
    mutationFn: () => ask('POST /estate/sightings/add', { body: { keys, dry: true } }),
  });
  const add = useDecide((some: string[]) => ask('POST /estate/sightings/add', { body: { keys: some } }));
  const ignore = useDecide((why: string) =>
    ask('POST /estate/sightings/ignore', { body: { keys, because: why } }),
  );
  const error = look.error ?? add.error ?? ignore.error;
  const busy = look.isPending || add.isPending || ignore.isPending;
  return (
    <div className="sightings-chosen no-print">
      <h3>{count(keys.length)} chosen</h3>
      {error && <Problem error={error} kept="Nothing was changed." />}
      {look.data && <Changes report={look.data} />}
      <p className="sightings-acts">
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => add.mutate(keys, { onSuccess: onDecided })}
        >
          Add {count(keys.length)} to the estate
        </button>
        <button
          type="button"
          className="button button-secondary"
          disabled={busy}
          onClick={() => look.mutate()}
        >
          Show what that would change
        </button>
      </p>
      <form
        className="sightings-acts"
        onSubmit={(event) => {
          event.preventDefault();
          ignore.mutate(because, { onSuccess: onDecided });
        }}
      >
        <Field
          label="Why they are not ours, or need not be listed"
          required
          minLength={3}
          maxLength={500}
          value={because}
          onValue={say}
        />
        <button type="submit" className="button button-secondary" disabled={busy}>
          Not ours
        </button>
      </form>
    </div>
  );
}

function Changes({ report: { assets, claims, problems } }: { report: ImportReport }) {
  const appeared = assets.appeared.slice(0, 10).join(', ');
  return (
    <p role="status">
      {plural(claims.new, 'statement')} would be new: <strong>{count(assets.before)}</strong> assets become{' '}
      <strong>{count(assets.after)}</strong>
      {appeared !== '' && ` (${appeared}${assets.appeared_count > 10 ? ' and more' : ''})`},{' '}
      {plural(assets.changed_count, 'field')} of others change.
      {problems.length > 0 && ` Left out: ${problems.map(({ reason }) => reason).join('; ')}.`}
    </p>
  );
}

function Added({ items }: { items: Sighting[] }) {
  return (
    <section className="panel" aria-labelledby="added-title">
      <h2 id="added-title">In the estate because they were seen</h2>
      <p className="muted">
        Their source is <code>sighting</code>; what another source says of them is believed before it.
      </p>
      <ul className="plain-list">
        {items.map((one) => (
          <li key={one.key}>
            <strong>{one.name}</strong>: {one.told}{' '}
            <Undo sighting={one.key} name={one.name} word="Take out again" />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Ignored({ items }: { items: SightingList['ignored'] }) {
  return (
    <section className="panel" aria-labelledby="ignored-title">
      <h2 id="ignored-title">Not ours, or not listed</h2>
      <ul className="plain-list">
        {items.map(({ key, because, at, by }) => (
          <li key={key}>
            <strong>{key}</strong>: {because} <Undo sighting={key} name={key} word="List again" />
            <span className="under">
              Said by {by}, <When at={at} show="minute" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Undo({ sighting, name, word }: { sighting: string; name: string; word: string }) {
  const may = useMay()('estate.import');
  const undo = useDecide((key: string) => ask('POST /estate/sightings/undo', { body: { keys: [key] } }));
  if (!may) return null;
  return (
    <>
      <button
        type="button"
        className="button-plain no-print"
        disabled={undo.isPending}
        aria-label={`${word}: ${name}`}
        onClick={() => undo.mutate(sighting)}
      >
        {word}
      </button>
      {undo.error && <Problem error={undo.error} />}
    </>
  );
}
