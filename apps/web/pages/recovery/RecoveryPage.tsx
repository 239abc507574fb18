/** Bringing back what fell: what patients feel, what to do next, who waits for whom. For a wall, a desk, a phone, and for paper. */
import type { Board, RecoveryList } from '@cordon/recovery';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ask, boardQuery, recoveriesQuery } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { count } from '../../words/words.ts';
import { Begin } from './Begin.tsx';
import { Glance } from './Glance.tsx';
import { Now } from './Now.tsx';
import { Services } from './Services.tsx';
import { Steps } from './Steps.tsx';

const route = getRouteApi('/recovery');

export function RecoveryPage() {
  const { id } = route.useSearch();
  const list = useQuery(recoveriesQuery);
  const open = list.data?.items.find(({ ended }) => ended === null);
  const shown = id ?? open?.id;
  return (
    <div className="page recovery-page">
      {list.error && <Problem error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && !list.error && <Loading what="recoveries" />}
      {list.data &&
        (shown === undefined ? <NoneOpen list={list.data} /> : <Shown id={shown} list={list.data} />)}
    </div>
  );
}

function NoneOpen({ list }: { list: RecoveryList }) {
  const may = useMay();
  return (
    <>
      <h1>Recovery</h1>
      <Empty title="Nothing is being brought back.">
        <p>
          When systems fell, a recovery says in which order to bring them back, what can be begun now, and how
          long each service can still work on paper.
        </p>
      </Empty>
      {may('recovery.run') && (
        <section className="panel" aria-labelledby="recovery-new">
          <h2 id="recovery-new">What fell</h2>
          <Begin recovery={null} onDone={() => undefined} />
        </section>
      )}
      <Earlier list={list} shown={undefined} />
    </>
  );
}

function Shown({ id, list }: { id: string; list: RecoveryList }) {
  const { data, error, isPending, refetch } = useQuery(boardQuery(id));
  return (
    <>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="the board" />}
      {data && (
        <>
          <Head board={data} />
          <Glance board={data} />
          <Now board={data} />
          <Services board={data} />
          <Steps board={data} />
          {data.recovery.ended === null && <More board={data} />}
        </>
      )}
      <Earlier list={list} shown={id} />
    </>
  );
}

function Head({ board: { recovery, now } }: { board: Board }) {
  const { title, begun, begun_by, ended, incident } = recovery;
  return (
    <header className="incident-head">
      <h1>Recovery: {title}</h1>
      <p className="incident-marks">
        <strong>{ended ? 'Ended' : 'Under way'}</strong>
        <span>
          Begun by {begun_by}, <When at={begun} show="minute" />
        </span>
        {incident !== null && (
          <Link to="/incidents/$id" params={{ id: incident }}>
            The incident
          </Link>
        )}
        <span>
          As at <When at={now} show="stamp" />
        </span>
        <button type="button" className="button-plain no-print" onClick={() => window.print()}>
          <Icon name="print" size={18} /> Print, for when screens are gone
        </button>
      </p>
      {ended && (
        <p>
          Ended by <strong>{ended.by}</strong>, <When at={ended.at} show="stamp" />:{' '}
          <span className="prose">{ended.because}</span>
        </p>
      )}
    </header>
  );
}

/** What changes the recovery as a whole. */
function More({ board: { recovery, steps } }: { board: Board }) {
  const may = useMay();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [because, setBecause] = useState('');
  const end = useMutation({
    mutationFn: () => ask('POST /recoveries/{id}/end', { path: { id: recovery.id }, body: { because } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['recovery'] }),
  });
  if (!may('recovery.run')) return null;
  const unchecked = steps.filter(({ now }) => now.state !== 'verified').length;
  return (
    <section className="panel no-print" aria-labelledby="recovery-more">
      <h2 id="recovery-more">The recovery as a whole</h2>
      {adding ? (
        <Begin recovery={recovery.id} onDone={() => setAdding(false)} />
      ) : (
        <p>
          <button type="button" className="button button-secondary" onClick={() => setAdding(true)}>
            More fell
          </button>
        </p>
      )}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          end.mutate();
        }}
      >
        <Field
          label="Why it ends"
          hint={
            unchecked === 0
              ? 'All of it is back and checked.'
              : `${count(unchecked)} of it nobody has checked yet.`
          }
          required
          minLength={3}
          maxLength={500}
          value={because}
          onValue={setBecause}
        />
        {end.error && <Problem error={end.error} />}
        <button type="submit" className="button button-secondary" disabled={end.isPending}>
          End the recovery
        </button>
      </form>
    </section>
  );
}

function Earlier({ list, shown }: { list: RecoveryList; shown: string | undefined }) {
  const others = list.items.filter(({ id }) => id !== shown);
  if (others.length === 0) return null;
  return (
    <section className="panel no-print" aria-labelledby="recovery-earlier">
      <h2 id="recovery-earlier">Other recoveries</h2>
      <ul className="recovery-earlier">
        {others.map(({ id, title, begun, ended, steps, verified }) => (
          <li key={id}>
            <Link to="/recovery" search={{ id }}>
              {title}
            </Link>
            , <When at={begun} show="minute" />: {count(verified)} of {count(steps)} checked
            {ended ? ', ended' : ', under way'}
          </li>
        ))}
      </ul>
    </section>
  );
}
