/** The actions of a plan in the order in which they are needed: what each breaks, how it is undone, and whether it was done. */
import type { OrdersView, Plan, PlannedAction } from '@cordon/containment';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../data.ts';
import { Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { count, plural } from '../../words/words.ts';
import { CarriedOut, Connectors, isWithConnector, useOrders } from './CarryOut.tsx';
import { optionWord } from './words.ts';

/** Flows that are named without being asked for; a quarantine closes dozens. */
const namedAtOnce = 3;

export function Actions({ plan }: { plan: Plan }) {
  const name = plan.approval?.option ?? 'proposed';
  const { actions } = plan.proposal.options.find((option) => option.name === name)!;
  const { orders, error } = useOrders(plan);
  return (
    <section className="panel" aria-labelledby="plan-actions">
      <div className="panel-head">
        <h2 id="plan-actions">{optionWord[name]}, step by step</h2>
        <p className="muted">In the order in which they are needed</p>
      </div>
      {error !== null && <Problem error={error} kept="What connectors were told stands." />}
      {orders && <Connectors plan={plan} orders={orders} />}
      {actions.length === 0 ? (
        <p>
          By this reckoning every action would harm care more than the intruder can. Watch, and work it out
          again.
        </p>
      ) : (
        <ol className="plan-actions">
          {actions.map((action) => (
            <ActionLine key={action.id} plan={plan} action={action} orders={orders} />
          ))}
        </ol>
      )}
    </section>
  );
}

interface LineProps {
  plan: Plan;
  action: PlannedAction;
  orders: OrdersView | undefined;
}

function ActionLine({ plan, action, orders }: LineProps) {
  return (
    <li>
      <ActionFacts action={action} />
      {orders && <CarriedOut plan={plan} orders={orders} action={action.id} />}
      <Done plan={plan} action={action} orders={orders} />
    </li>
  );
}

/** What it is, what it costs and breaks, and the way back. */
export function ActionFacts({ action }: { action: PlannedAction }) {
  const { title, harm, needed_within, breaks, roll_back } = action;
  return (
    <>
      <p className="action-text">{title}</p>
      <p className="action-cost">
        <strong>Cost to care:</strong> {harm > 0 && harm < 0.5 ? 'less than 1' : count(Math.round(harm))}{' '}
        patient-hours.{' '}
        {needed_within !== null &&
          (needed_within < 1
            ? 'The intruder can use this way now.'
            : `The intruder can use this way within ${plural(Math.round(needed_within), 'minute')}.`)}
      </p>
      {breaks.length > 0 && <Breaks breaks={breaks} />}
      <SeenFlows action={action} />
      <p className="action-why">
        <strong>Way back:</strong> {roll_back}
      </p>
    </>
  );
}

function Breaks({ breaks }: { breaks: PlannedAction['breaks'] }) {
  const lines = breaks.map(({ flow, purpose, for: services }) => (
    <li key={flow}>
      {purpose} <span className="mono">{flow}</span>
      {services.length > 0 && <span className="under">for {services.join(', ')}</span>}
    </li>
  ));
  if (breaks.length <= namedAtOnce) return <ul className="plan-breaks">{lines}</ul>;
  return (
    <details>
      <summary>Closes or narrows {plural(breaks.length, 'flow')}</summary>
      <ul className="plan-breaks">{lines}</ul>
    </details>
  );
}

/** What of the last thirty days it would break, and whose that is. Accounts leave no trace in flows, and old plans were not asked. */
function SeenFlows({ action: { action, seen } }: { action: PlannedAction }) {
  if (seen === undefined || 'account' in action) return null;
  if (seen === null)
    return (
      <p>
        <strong>Flows of the last 30 days:</strong> unknown. No sensor or firewall told Cordon of traffic
        here, which does not mean that there was none.
      </p>
    );
  if (seen.flows === 0)
    return (
      <p>
        <strong>Flows of the last 30 days:</strong> none that Cordon was told of would break.
      </p>
    );
  const more = seen.flows - seen.most.length;
  return (
    <details>
      <summary>
        Would break {plural(seen.flows, 'flow')} of the last 30 days ({plural(seen.times, 'connection')})
      </summary>
      <ul className="plan-breaks">
        {seen.most.map(({ from, to, service, times, days, last_seen, for: services }) => (
          <li key={`${from} ${to} ${service}`}>
            {from} to {to} <span className="mono">{service}</span>, {plural(times, 'connection')} on{' '}
            {plural(days, 'day')}, last <When at={last_seen} show="minute" />
            {services.length > 0 && <span className="under">for {services.join(', ')}</span>}
          </li>
        ))}
        {more > 0 && <li>and {count(more)} more</li>}
      </ul>
    </details>
  );
}

function Done({ plan, action, orders }: LineProps) {
  const queries = useQueryClient();
  const may = useMay();
  const act = plan.acts.find((one) => one.action === action.id);
  const stands = act !== undefined && act.undone === null;
  const isApproved = plan.approval !== null && plan.approval.withdrawn === null;
  // The connector's own line says it already.
  const withConnector = isWithConnector(orders, action.id);
  const say = useMutation({
    mutationFn: () => {
      const path = { id: plan.id, action: action.id };
      return stands
        ? ask('POST /plans/{id}/actions/{action}/undone', { path })
        : ask('POST /plans/{id}/actions/{action}/done', { path });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['plans', plan.incident] }),
  });
  return (
    <>
      {act && !withConnector && (
        <p>
          <strong>Done</strong> by {act.done.by}, <When at={act.done.at} show="minute" />
          {act.undone && (
            <>
              ; <strong>undone</strong> by {act.undone.by}, <When at={act.undone.at} show="minute" />
            </>
          )}
        </p>
      )}
      {say.error && <Problem error={say.error} kept="Nothing was noted." />}
      {may('plan.carry-out') && (stands || isApproved) && !withConnector && (
        <button
          type="button"
          className="button-plain no-print"
          disabled={say.isPending}
          onClick={() => say.mutate()}
        >
          {stands ? 'I have undone this' : 'I have done this'}
        </button>
      )}
    </>
  );
}
