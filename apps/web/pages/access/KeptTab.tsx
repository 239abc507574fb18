/** How long what is kept, and what must stay whatever its age. */
import type { HoldList, RetentionView } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, holdsQuery, retentionQuery } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { count } from '../../words/words.ts';

type Hold = HoldList['items'][number];

export function KeptTab() {
  const may = useMay();
  return (
    <>
      <Periods />
      {may('hold.read') && <Holds />}
    </>
  );
}

function Periods() {
  const { data, error, refetch } = useQuery(retentionQuery);
  return (
    <section className="panel" aria-labelledby="kept">
      <h2 id="kept">How long logs and findings are kept</h2>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading what="periods" />}
      {data && <PeriodsOf view={data} />}
    </section>
  );
}

function PeriodsOf({ view }: { view: RetentionView }) {
  const { settings, least_days, events, bytes, oldest, last_run, unexplained } = view;
  return (
    <>
      {unexplained.length > 0 && (
        <p role="alert">
          <strong>Somebody deleted events, and no entry of the ledger tells of it:</strong>{' '}
          {unexplained.join(', ')}. Treat this machine as part of an incident.
        </p>
      )}
      <Scroll label="Periods">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Kept for</th>
            </tr>
          </thead>
          <tbody>
            {settings.types.map(({ source, days }) => (
              <tr key={source}>
                <th scope="row" className="wrap-anywhere">
                  Events of <code>{source}</code>
                </th>
                <td>{count(days)} days</td>
              </tr>
            ))}
            <tr>
              <th scope="row">{settings.types.length > 0 ? 'All other events' : 'Events'}</th>
              <td>{count(settings.days)} days</td>
            </tr>
            <tr>
              <th scope="row">Findings that are part of no incident</th>
              <td>{count(settings.findings_days)} days</td>
            </tr>
          </tbody>
        </table>
      </Scroll>
      <p className="muted">
        {events === 0
          ? 'No events are sealed yet.'
          : `${count(events)} sealed events in ${count(Math.ceil(bytes / 1e6))} MB; the oldest happened `}
        {events > 0 && <When at={oldest} show="minute" />}
        {events > 0 && '.'} Last run: {last_run === null ? 'none yet' : <When at={last_run} show="minute" />}.
      </p>
      <p className="muted">
        Periods are set in <code>cordon.yaml</code>, never below {least_days} days: security logs must answer
        questions about an incident for six months.
      </p>
    </>
  );
}

function Holds() {
  const { data, error, refetch } = useQuery(holdsQuery);
  const may = useMay();
  return (
    <section className="panel" aria-labelledby="holds">
      <h2 id="holds">Legal holds</h2>
      <p className="muted">What a hold covers stays, whatever its age, until somebody releases it.</p>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading what="holds" />}
      {data?.items.length === 0 && <p className="muted">Nothing is held.</p>}
      {data && data.items.length > 0 && (
        <Scroll label="Legal holds">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Hold</th>
                <th scope="col">Covers</th>
                <th scope="col">Why</th>
                <th scope="col">Since</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((hold) => (
                <Row key={hold.id} hold={hold} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {may('hold.add') ? <New /> : <p className="muted">Your roles do not let you set one.</p>}
    </section>
  );
}

function Cover({ org, from, to, incident }: Hold) {
  const whose = org === null ? 'every organisation' : org;
  if (incident !== null) return `What happened around ${incident}, of ${whose}`;
  if (from === null && to === null) return `Everything of ${whose}`;
  return (
    <>
      What happened or arrived{' '}
      {from !== null && (
        <>
          from <When at={from} show="minute" />{' '}
        </>
      )}
      {to !== null && (
        <>
          before <When at={to} show="minute" />
        </>
      )}
      , of {whose}
    </>
  );
}

function Row({ hold }: { hold: Hold }) {
  const may = useMay();
  return (
    <tr>
      <th scope="row" className="wrap-anywhere">
        {hold.name}
      </th>
      <td className="wrap-anywhere">
        <Cover {...hold} />
      </td>
      <td className="wrap-anywhere">{hold.why}</td>
      <td className="wrap-anywhere">
        <When at={hold.since} show="minute" />, by {hold.by}
      </td>
      <td className="wrap-anywhere">
        {hold.released === null ? (
          <>In force {may('hold.release') && <Release hold={hold} />}</>
        ) : (
          <>
            Released <When at={hold.released.at} show="minute" /> by {hold.released.by}: {hold.released.why}
          </>
        )}
      </td>
    </tr>
  );
}

function Release({ hold }: { hold: Hold }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState('');
  const release = useMutation({
    mutationFn: () => ask('POST /holds/{id}/release', { path: { id: hold.id }, body: { why } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['retention'] }),
  });
  if (!open)
    return (
      <button type="button" className="button-plain" onClick={() => setOpen(true)}>
        Release<span className="visually-hidden"> the hold {hold.name}</span>
      </button>
    );
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        release.mutate();
      }}
    >
      <Field label="Why it ends" required maxLength={2_000} autoComplete="off" value={why} onValue={setWhy} />
      {release.error && <Problem error={release.error} kept="The hold is still in force." />}
      <button type="submit" className="button button-secondary" disabled={release.isPending}>
        Yes, release it
      </button>
    </form>
  );
}

/** A day as the form gives it, as the moment at which it begins. */
const beginning = (day: string): string | null => (day === '' ? null : `${day}T00:00:00Z`);

function New() {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState({ name: '', why: '', from: '', to: '', incident: '' });
  const set = (name: keyof typeof form) => (value: string) => setForm({ ...form, [name]: value });
  const add = useMutation({
    mutationFn: () =>
      ask('POST /holds', {
        body: {
          name: form.name,
          why: form.why,
          ...(form.incident.trim() === ''
            ? { from: beginning(form.from), to: beginning(form.to) }
            : { incident: form.incident.trim() }),
        },
      }),
    onSuccess: async () => {
      setOpen(false);
      setForm({ name: '', why: '', from: '', to: '', incident: '' });
      await queries.invalidateQueries({ queryKey: ['retention'] });
    },
  });
  if (!open)
    return (
      <button type="button" className="button button-secondary" onClick={() => setOpen(true)}>
        New hold
      </button>
    );
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Field
        label="What people call it"
        hint="A case number, say."
        required
        maxLength={200}
        autoComplete="off"
        value={form.name}
        onValue={set('name')}
      />
      <Field
        label="Why"
        hint="For whoever asks later. It stands on the ledger."
        required
        maxLength={2_000}
        autoComplete="off"
        value={form.why}
        onValue={set('why')}
      />
      <Field
        label="Around this incident"
        hint="Its id; from a day before it to a day after. Empty: the days below."
        maxLength={200}
        autoComplete="off"
        className="mono"
        value={form.incident}
        onValue={set('incident')}
      />
      <Field
        label="From this day (empty: from the beginning)"
        type="date"
        disabled={form.incident.trim() !== ''}
        value={form.from}
        onValue={set('from')}
      />
      <Field
        label="Before this day (empty: without end)"
        type="date"
        disabled={form.incident.trim() !== ''}
        value={form.to}
        onValue={set('to')}
      />
      {add.error && <Problem error={add.error} kept="Nothing is held by it." />}
      <button type="submit" className="button" disabled={add.isPending}>
        Hold it
      </button>
    </form>
  );
}
