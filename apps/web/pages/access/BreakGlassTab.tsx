/** Codes for the night when nothing else works, each use of one, and what somebody else made of it. */
import type { BreakGlassView } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ask, breakGlassQuery } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { plural } from '../../words/words.ts';
import { Envelopes } from './Envelopes.tsx';

export function BreakGlassTab() {
  const { data, error, isPending, refetch } = useQuery(breakGlassQuery);
  const may = useMay();
  return (
    <>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="break-glass" />}
      {data && (
        <>
          <Codes view={data} />
          <section className="panel no-print" aria-labelledby="glass-uses">
            <h2 id="glass-uses">Uses</h2>
            {data.uses.length === 0 && <p className="muted">Nobody has ever broken the glass here.</p>}
            {data.uses.length > 0 && (
              <ul className="glass-uses">
                {data.uses.map((use) => (
                  <Use key={use.id} use={use} mayReview={may('break-glass.review')} />
                ))}
              </ul>
            )}
          </section>
        </>
      )}
    </>
  );
}

function Codes({ view }: { view: BreakGlassView }) {
  const queries = useQueryClient();
  const may = useMay();
  const [count, setCount] = useState('3');
  const make = useMutation({
    mutationFn: () => ask('POST /break-glass/codes', { body: { count: Number(count) } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['break-glass'] }),
  });
  if (make.data) return <Envelopes codes={make.data.codes} onKept={make.reset} />;
  const newest = view.codes.findLast(({ state }) => state === 'works');
  return (
    <section className="panel no-print" aria-labelledby="glass-codes">
      <h2 id="glass-codes">Codes in sealed envelopes</h2>
      {view.unused === 0 ? (
        <p className="bad">
          <strong>No code works.</strong> If nobody can sign in, nobody gets in.
        </p>
      ) : (
        <p>
          <strong>{plural(view.unused, 'code')} will work.</strong>
          {newest && (
            <>
              {' '}
              Made by {newest.made_by}, <When at={newest.made} show="minute" />.
            </>
          )}
        </p>
      )}
      <p className="muted">
        Each lets somebody in once, with no other system, for four hours. It is told to everybody at once and
        must be reviewed within 72 hours.
      </p>
      {may('break-glass.issue') ? (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate();
          }}
        >
          <Field
            label="How many"
            hint="One for each place where an envelope lies: the site office, the on-call bag."
            type="number"
            min={1}
            max={20}
            required
            value={count}
            onValue={setCount}
          />
          {make.error && <Problem error={make.error} kept="The codes made before still work." />}
          <button type="submit" className="button" disabled={make.isPending}>
            {view.unused === 0 ? 'Make codes' : 'Make new codes, and withdraw those made before'}
          </button>
        </form>
      ) : (
        <p className="muted">An administrator makes them.</p>
      )}
    </section>
  );
}

function Use({ use, mayReview }: { use: BreakGlassView['uses'][number]; mayReview: boolean }) {
  return (
    <li className={use.reviewed === null ? 'glass-use glass-waits' : 'glass-use'}>
      <p>
        <strong>{use.name}</strong>, <When at={use.at} show="stamp" />
      </p>
      <p className="prose">{use.because}</p>
      {use.reviewed === null ? (
        <>
          <p className={use.overdue ? 'bad' : undefined}>
            <strong>
              {use.overdue ? 'Not reviewed, and overdue: it was due ' : 'Not reviewed yet: due '}
            </strong>
            <When at={use.review_due} show="minute" />
          </p>
          {mayReview && <Review id={use.id} />}
        </>
      ) : (
        <p>
          Reviewed by <strong>{use.reviewed_by}</strong>, <When at={use.reviewed} show="stamp" />:{' '}
          <span className="prose">{use.review}</span>
        </p>
      )}
    </li>
  );
}

function Review({ id }: { id: string }) {
  const queries = useQueryClient();
  const [review, setReview] = useState('');
  const label = useId();
  const keep = useMutation({
    mutationFn: () => ask('POST /break-glass/{id}/review', { path: { id }, body: { review } }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['break-glass'] }),
        queries.invalidateQueries({ queryKey: ['session'] }),
      ]),
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate();
      }}
    >
      <div className="field">
        <label htmlFor={label}>Was it right, what was done with it, and what changes</label>
        <textarea
          id={label}
          required
          minLength={10}
          maxLength={2000}
          rows={4}
          value={review}
          onChange={(event) => setReview(event.target.value)}
        />
      </div>
      {keep.error && <Problem error={keep.error} kept="What you wrote is still here." />}
      <button type="submit" className="button" disabled={keep.isPending}>
        Keep this review
      </button>
    </form>
  );
}
