/** What connectors can do of an approved plan: whether they answer, having them do it, how far each action is, and taking it back. */
import type { Carried, Order, OrdersView, Plan } from '@cordon/containment';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ask, ordersQuery } from '../../data.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { count, plural } from '../../words/words.ts';
import { actuatorWord, orderWord } from './words.ts';

/** Undefined while nobody has approved anything: until then there is nothing to carry out. */
export function useOrders(plan: Plan): { orders: OrdersView | undefined; error: unknown } {
  const { data, error } = useQuery({ ...ordersQuery(plan.id), enabled: plan.approval !== null });
  return { orders: data, error };
}

const stands = ({ approval }: Plan): boolean => approval !== null && approval.withdrawn === null;
/** Nobody is at it, and it is not done: it may be asked for anew. */
const isFresh = ({ wants, state }: Order): boolean => state === (wants === 'done' ? 'failed' : 'done');
const isInForce = ({ wants, state }: Order): boolean => wants === 'done' && state !== 'sent';

/** Above the actions: everything at once. */
export function Connectors({ plan, orders }: { plan: Plan; orders: OrdersView }) {
  const may = useMay();
  if (orders.actuators.length + orders.orders.length === 0) return null;
  const of = (id: string) => orders.orders.filter(({ action }) => action === id);
  const ready = orders.actions.filter(
    ({ action, actuators }) => actuators.length > 0 && of(action).every(isFresh),
  );
  const back = [...new Set(orders.orders.filter(isInForce).map(({ action }) => action))];
  return (
    <div className="plan-connectors">
      <ul className="plan-actuators">
        {orders.actuators.map((one) => (
          <li key={one.name}>
            <Actuator {...one} />
          </li>
        ))}
      </ul>
      {may('plan.order') && stands(plan) && ready.length > 0 && (
        <CarryOutButton
          plan={plan}
          actions={ready.map(({ action }) => action)}
          carries={ready.flatMap(({ carries }) => carries)}
          label={`Carry out all that connectors can do: ${count(ready.length)} of ${count(orders.actions.length)}, in this order`}
          primary
        />
      )}
      {may('plan.order') && back.length > 0 && (
        <>
          {!stands(plan) && (
            <p className="bad">
              <strong>{plural(back.length, 'action')} that connectors did still stand.</strong> The approval
              was withdrawn: take back what must not stay.
            </p>
          )}
          <TakeBack
            plan={plan}
            actions={back}
            label={`Take back all that connectors did: ${count(back.length)}`}
          />
        </>
      )}
    </div>
  );
}

function Actuator({ name, kind, seen, error, silent }: OrdersView['actuators'][number]) {
  return (
    <>
      <strong>{name}</strong> ({actuatorWord[kind] ?? kind}):{' '}
      {error !== null ? (
        <span className="bad">does not work: {error}</span>
      ) : seen === null ? (
        <span className="bad">has never been heard of</span>
      ) : silent ? (
        <span className="bad">
          not heard of since <When at={seen} show="minute" />: what is sent to it may not arrive
        </span>
      ) : (
        <>
          answers, <When at={seen} show="minute" />
        </>
      )}
    </>
  );
}

/** At one action: how far it is with each connector, and the buttons. */
export function CarriedOut({ plan, orders, action }: { plan: Plan; orders: OrdersView; action: string }) {
  const may = useMay();
  const own = orders.orders.filter((order) => order.action === action);
  const who = orders.actions.find((one) => one.action === action);
  if (orders.actuators.length + own.length === 0 || who === undefined) return null;
  const names = who.actuators.join(' and ');
  return (
    <>
      {own.map((order) => (
        <OrderLine key={order.actuator} order={order} />
      ))}
      {own.length === 0 && (
        <p className="muted">
          {who.by_hand !== null ? `For people to do: ${who.by_hand}.` : `Not begun; ${names} can do it.`}
        </p>
      )}
      {may('plan.order') && stands(plan) && names !== '' && own.every(isFresh) && (
        <CarryOutButton
          plan={plan}
          actions={[action]}
          carries={who.carries}
          label={`Carry out with ${names}`}
        />
      )}
      {may('plan.order') && own.some((order) => isInForce(order) || couldNotBeUndone(order)) && (
        <TakeBack plan={plan} actions={[action]} label="Take this back" />
      )}
    </>
  );
}

const couldNotBeUndone = ({ wants, state }: Order): boolean => wants === 'undone' && state === 'failed';

/** Whether a connector that is still there is at it, or has done it: then it is not for people to say so too. */
export function isWithConnector(view: OrdersView | undefined, action: string): boolean {
  const { actuators = [], orders = [] } = view ?? {};
  return orders.some(
    (order) =>
      order.action === action &&
      order.state !== 'failed' &&
      !isFresh(order) &&
      actuators.some(({ name }) => name === order.actuator),
  );
}

function OrderLine({ order: { actuator, wants, state, asked, changed, said, applied } }: { order: Order }) {
  return (
    <>
      <p className={`plan-order plan-order-${state}`} role="status">
        <strong>{orderWord[wants][state]}</strong> with {actuator}, <When at={changed} show="minute" />, told
        by {asked.by}
        {said !== null && <span className="under">{said}</span>}
      </p>
      {applied !== null && wants === 'done' && state === 'done' && (
        <details>
          <summary>What is in force</summary>
          <Scroll label={`What ${actuator} has in force`} className="plan-order-lines">
            <pre>{applied}</pre>
          </Scroll>
        </details>
      )}
    </>
  );
}

interface ButtonProps {
  plan: Plan;
  actions: string[];
  label: string;
}

/** Where what is switched off carries a service, it says which, once more. */
function CarryOutButton({
  plan,
  actions,
  carries,
  label,
  primary = false,
}: ButtonProps & { carries: readonly Carried[]; primary?: boolean }) {
  const [asking, setAsking] = useState(false);
  const services = [...new Map(carries.map((one) => [one.service, one])).values()];
  const go = useOrder(plan, () =>
    ask('POST /plans/{id}/orders', {
      path: { id: plan.id },
      body: { actions, knowing: services.map(({ service }) => service) },
    }),
  );
  const confirm = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asking) confirm.current?.focus();
  }, [asking]);
  return (
    <div className="no-print">
      {go.error && <Problem error={go.error} kept="Nothing was begun." />}
      {asking ? (
        <div className="unknown-note">
          <p>
            <strong>What this switches off carries {services.map(carriedWord).join(', ')}.</strong> The plan
            counts that in. Carry it out all the same?
          </p>
          <div className="plan-buttons">
            <button
              ref={confirm}
              type="button"
              className="button"
              disabled={go.isPending}
              onClick={() => go.mutate(undefined, { onSuccess: () => setAsking(false) })}
            >
              Carry out, knowing this
            </button>
            <button type="button" className="button-plain" onClick={() => setAsking(false)}>
              Not now
            </button>
          </div>
        </div>
      ) : (
        <button
          type="button"
          className={primary ? 'button' : 'button-plain'}
          disabled={go.isPending}
          onClick={() => (services.length > 0 ? setAsking(true) : go.mutate())}
        >
          {label}
        </button>
      )}
    </div>
  );
}

const carriedWord = ({ name, strength }: Carried): string =>
  `${name} (${strength === 'stops' ? 'stops without it' : 'works worse without it'})`;

function TakeBack({ plan, actions, label }: ButtonProps) {
  const go = useOrder(plan, () =>
    ask('POST /plans/{id}/orders/taken-back', { path: { id: plan.id }, body: { actions } }),
  );
  return (
    <div className="no-print">
      {go.error && <Problem error={go.error} kept="What was done stays." />}
      <button type="button" className="button-plain" disabled={go.isPending} onClick={() => go.mutate()}>
        {label}
      </button>
    </div>
  );
}

function useOrder(plan: Plan, send: () => Promise<OrdersView>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (view) => {
      queries.setQueryData(ordersQuery(plan.id).queryKey, view);
      return queries.invalidateQueries({ queryKey: ['plans', plan.incident] });
    },
  });
}
