/** What to close against the intruder of one incident: three choices side by side, who agrees, what was done of it, and the way back. */
import type { Plan } from '@cordon/containment';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ask, incidentQuery, plansQuery } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { Actions } from './Actions.tsx';
import { Agreement } from './Agreement.tsx';
import { Choices, ServiceTable } from './Choices.tsx';
import { Lines } from './Lines.tsx';
import { Premises } from './Premises.tsx';
import { WardTable } from './WardTable.tsx';

const route = getRouteApi('/incidents/$id/plan');

export function PlanPage() {
  const { id } = route.useParams();
  const incident = useQuery(incidentQuery(id));
  const { data, error, isPending, refetch } = useQuery(plansQuery(id));
  const may = useMay();
  const [chosen, choose] = useState<string | null>(null);
  const plan = data?.items.find((one) => one.id === chosen) ?? data?.items[0];
  return (
    <div className="page plan">
      <header className="incident-head">
        <p className="crumb">
          <Link to="/incidents">Incidents</Link> ›{' '}
          <Link to="/incidents/$id" params={{ id }}>
            {incident.data?.title ?? 'Incident'}
          </Link>
        </p>
        <h1>What to close</h1>
      </header>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="plans" />}
      {data && (
        <>
          <NewPlan incident={id} first={data.items.length === 0} onMade={() => choose(null)} />
          {plan ? (
            <>
              <Standing plan={plan} />
              <Choices plan={plan} />
              <Agreement plan={plan} />
              <Actions plan={plan} />
              {may('plan.carry-out') && plan.approval?.withdrawn === null && <Lines plan={plan} />}
              <ServiceTable plan={plan} />
              <WardTable plan={plan} />
            </>
          ) : (
            <Empty title="No plan has been made for this incident.">
              <p>
                A plan compares doing nothing, cutting everything, and what harms care least, in patients and
                hours.
              </p>
            </Empty>
          )}
          {data.items.length > 1 && <Earlier plans={data.items} shown={plan?.id} onChoose={choose} />}
        </>
      )}
    </div>
  );
}

function NewPlan({ incident, first, onMade }: { incident: string; first: boolean; onMade(): void }) {
  const queries = useQueryClient();
  const may = useMay();
  const [hours, setHours] = useState('24');
  const [most, setMost] = useState('');
  const [also, setAlso] = useState('');
  const make = useMutation({
    mutationFn: () =>
      ask('POST /incidents/{id}/plans', {
        path: { id: incident },
        body: {
          hours: Number(hours),
          ...(most !== '' && { at_most: Number(most) }),
          ...(also !== '' && { also }),
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['plans', incident] });
      onMade();
    },
  });
  if (!may('plan.propose')) return null;
  return (
    <form
      className="plan-new no-print"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Field
        label="Hours to look ahead"
        type="number"
        min={1}
        max={168}
        required
        value={hours}
        onValue={setHours}
      />
      <Field
        label="At most so many actions (may be left empty)"
        type="number"
        min={1}
        max={100}
        value={most}
        onValue={setMost}
      />
      <Field
        label="Hosts, accounts or suppliers held as well (may be left empty)"
        maxLength={2_000}
        value={also}
        onValue={setAlso}
        spellCheck={false}
      />
      <button type="submit" className={first ? 'button' : 'button-plain'} disabled={make.isPending}>
        {make.isPending ? 'Working it out' : first ? 'Work out a plan' : 'Work out another'}
      </button>
      {make.error && <Problem error={make.error} kept="Nothing was changed." />}
    </form>
  );
}

/** What the plan is about, and whether it still is. */
function Standing({ plan }: { plan: Plan }) {
  return (
    <section className="plan-standing">
      {!plan.current && (
        <p className="unknown-note">
          <strong>The intruder holds more than when this plan was made.</strong> It cannot be approved any
          more. Work out another.
        </p>
      )}
      <Premises proposal={plan.proposal}>
        Made by <strong>{plan.made_by}</strong>, <When at={plan.made} show="minute" />, for an intruder who
      </Premises>
    </section>
  );
}

function Earlier({
  plans,
  shown,
  onChoose,
}: {
  plans: Plan[];
  shown: string | undefined;
  onChoose(id: string): void;
}) {
  return (
    <section className="panel no-print" aria-labelledby="plan-earlier">
      <h2 id="plan-earlier">All plans of this incident</h2>
      <ul className="plan-earlier">
        {plans.map((plan) => (
          <li key={plan.id}>
            <button
              type="button"
              className="button-plain"
              aria-pressed={plan.id === shown}
              onClick={() => onChoose(plan.id)}
            >
              <When at={plan.made} show="stamp" />
            </button>{' '}
            by {plan.made_by}
            {plan.approval && `, approved by ${plan.approval.by}`}
            {plan.approval?.withdrawn && `, withdrawn by ${plan.approval.withdrawn.by}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
