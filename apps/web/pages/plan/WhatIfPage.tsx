/**
 * What to close if this were held: hosts, accounts or suppliers that somebody names, such as a supplier who says that it was attacked.
 * Nothing is kept, and nobody can approve it: that takes an incident.
 */
import type { Proposal } from '@cordon/containment';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { incidentsQuery, whatIfQuery } from '../../data.ts';
import { HeldFields } from '../../parts/HeldFields.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { useMay } from '../../session.ts';
import { ActionFacts } from './Actions.tsx';
import { Choices, ServiceTable } from './Choices.tsx';
import { Premises } from './Premises.tsx';
import { WardTable } from './WardTable.tsx';

const route = getRouteApi('/plan');

export function WhatIfPage() {
  const { from, hours: asked } = route.useSearch();
  const hours = Number(asked) || 24;
  const { data, error, isPending, refetch } = useQuery(whatIfQuery(from ? { from, hours } : null));
  return (
    <div className="page plan">
      <header className="incident-head">
        <p className="crumb">
          <Link to="/map" search={{ from }}>
            Map
          </Link>
        </p>
        <h1>What to close if this were held</h1>
      </header>
      <Ask key={`${from} ${hours}`} from={from ?? ''} hours={hours} />
      {error && <Problem error={error} kept="Nothing was changed." retry={() => void refetch()} />}
      {from && isPending && !error && <Loading what="what to close" />}
      {!from && (
        <>
          <OfIncidents />
          <Empty title="Name what is taken to be held.">
            <p>
              A supplier who says that it was attacked, an account whose password is known, a host that is
              lost.
            </p>
          </Empty>
        </>
      )}
      {data && (
        <>
          <section className="plan-standing">
            <p className="unknown-note">
              <strong>A question, not a plan.</strong> It is kept nowhere, and nobody can approve it. To carry
              it out, work out the plan of an incident and name there what is held as well.
            </p>
            <Premises proposal={data}>For an intruder who</Premises>
          </section>
          <Choices plan={{ proposal: data }} />
          <Steps proposal={data} />
          <ServiceTable plan={{ proposal: data }} />
          <WardTable plan={{ proposal: data }} />
        </>
      )}
    </div>
  );
}

/** Whoever comes here in the middle of one looks for its plan. */
function OfIncidents() {
  const { data } = useQuery({ ...incidentsQuery, enabled: useMay()('incident.read') });
  const open = data?.items.filter(({ status }) => status === 'open') ?? [];
  if (open.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="plan-incidents">
      <h2 id="plan-incidents">Plans of open incidents</h2>
      <ul>
        {open.map(({ id, title }) => (
          <li key={id}>
            <Link to="/incidents/$id/plan" params={{ id }}>
              What to close: {title}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Ask({ from: before, hours: hoursBefore }: { from: string; hours: number }) {
  const navigate = useNavigate();
  const [from, setFrom] = useState(before);
  const [hours, setHours] = useState(String(hoursBefore));
  return (
    <form
      className="plan-new no-print"
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to: '/plan', search: { from, hours } });
      }}
    >
      <HeldFields from={from} onFrom={setFrom} hours={hours} onHours={setHours} required={true} />
      <button type="submit" className="button">
        Work it out
      </button>
    </form>
  );
}

function Steps({ proposal }: { proposal: Proposal }) {
  const { actions } = proposal.options.find(({ name }) => name === 'proposed')!;
  return (
    <section className="panel" aria-labelledby="plan-actions">
      <div className="panel-head">
        <h2 id="plan-actions">Proposed, step by step</h2>
        <p className="muted">In the order in which they are needed</p>
      </div>
      {actions.length === 0 ? (
        <p>
          By this reckoning every action would harm care more than the intruder can, or there is nothing to
          stop.
        </p>
      ) : (
        <ol className="plan-actions">
          {actions.map((action) => (
            <li key={action.id}>
              <ActionFacts action={action} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
