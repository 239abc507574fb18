/** Programs that are told what comes about: which, how that goes, trying one, and sending again what did not arrive. */
import type { WebhookList } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, webhooksQuery } from '../../data.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { deliveryWord, eventWord, messageWord, webhookState } from '../../words/webhooks.ts';
import { plural } from '../../words/words.ts';
import { NewWebhook } from './NewWebhook.tsx';

type Webhook = WebhookList['items'][number];
type Delivery = Webhook['deliveries'][number];

export function WebhooksTab() {
  const { data, error, refetch } = useQuery(webhooksQuery);
  const may = useMay();
  return (
    <section className="panel" aria-labelledby="webhooks">
      <h2 id="webhooks">Webhooks</h2>
      <p className="muted">
        Other programs, such as a pager, a chat or a ticket system, that Cordon tells what comes about. A
        message holds ids, a level and a title: never a log line, an account or a patient.
      </p>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading what="webhooks" />}
      {data?.items.length === 0 && (
        <p className="unknown-word">None yet: whoever does not look at Cordon learns nothing from it.</p>
      )}
      {data?.items.map((webhook) => (
        <One key={webhook.id} webhook={webhook} />
      ))}
      {may('webhook.manage') ? (
        <NewWebhook />
      ) : (
        <p className="muted">Your roles do not let you make, try or remove one.</p>
      )}
    </section>
  );
}

function useWebhookChanged() {
  const queries = useQueryClient();
  return { onSuccess: () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }) };
}

function One({ webhook }: { webhook: Webhook }) {
  const may = useMay();
  const { word, kind, why } = webhookState(webhook);
  const { url, events, made, made_by, deliveries } = webhook;
  return (
    <article className="webhook" aria-label={url}>
      <h3 className="mono wrap-anywhere">{url}</h3>
      <p className="wrap-anywhere">
        <strong className={kind}>{word}</strong>
        {why !== null && <>: {why}</>}
      </p>
      <p className="muted wrap-anywhere">
        Is told when {events.map((event) => eventWord[event]).join(', or ')}. Made by {made_by},{' '}
        <When at={made} show="minute" />.
      </p>
      {may('webhook.manage') && <Controls webhook={webhook} />}
      {deliveries.length > 0 && (
        <details>
          <summary>The newest {plural(deliveries.length, 'message')}</summary>
          <Scroll label={`Messages to ${url}`}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Made</th>
                  <th scope="col">What</th>
                  <th scope="col">State</th>
                  <th scope="col">Last answer</th>
                  <th scope="col">Next try</th>
                  {may('webhook.manage') && <th scope="col">Once more</th>}
                </tr>
              </thead>
              <tbody>
                {deliveries.map((delivery) => (
                  <Message key={delivery.id} webhook={webhook} delivery={delivery} />
                ))}
              </tbody>
            </table>
          </Scroll>
        </details>
      )}
    </article>
  );
}

function Controls({ webhook: { id, url, stopped } }: { webhook: Webhook }) {
  const [sure, setSure] = useState(false);
  const changed = useWebhookChanged();
  const path = { id };
  const test = useMutation({ mutationFn: () => ask('POST /webhooks/{id}/test', { path }), ...changed });
  const pause = useMutation({
    mutationFn: (paused: boolean) => ask('PUT /webhooks/{id}/paused', { path, body: { paused } }),
    ...changed,
  });
  const remove = useMutation({ mutationFn: () => ask('DELETE /webhooks/{id}', { path }), ...changed });
  const busy = test.isPending || pause.isPending || remove.isPending;
  const error = test.error ?? pause.error ?? remove.error;
  const of = <span className="visually-hidden"> {url}</span>;
  return (
    <>
      <div className="button-row">
        {stopped === null ? (
          <>
            <button
              type="button"
              className="button button-secondary"
              disabled={busy}
              onClick={() => test.mutate()}
            >
              Send a test{of}
            </button>
            <button type="button" className="button-plain" disabled={busy} onClick={() => pause.mutate(true)}>
              Pause{of}
            </button>
          </>
        ) : (
          <button
            type="button"
            className="button button-secondary"
            disabled={busy}
            onClick={() => pause.mutate(false)}
          >
            Resume{of}
          </button>
        )}
        {sure ? (
          <button
            type="button"
            className="button button-secondary"
            disabled={busy}
            onClick={() => remove.mutate()}
          >
            Yes, remove it and what waits for it
          </button>
        ) : (
          <button type="button" className="button-plain" onClick={() => setSure(true)}>
            Remove{of}
          </button>
        )}
      </div>
      <p role="status">
        {test.isSuccess && stopped === null && 'A test is on its way: within seconds it stands below.'}
        {stopped !== null &&
          'What comes about now is not told later; what waited already is, once it is resumed.'}
      </p>
      {error && <Problem error={error} kept="The webhook is as it was." />}
    </>
  );
}

function Message({ webhook, delivery }: { webhook: Webhook; delivery: Delivery }) {
  const may = useMay();
  const again = useMutation({
    mutationFn: () =>
      ask('POST /webhooks/{id}/deliveries/{delivery}/again', {
        path: { id: webhook.id, delivery: delivery.id },
      }),
    ...useWebhookChanged(),
  });
  const due = delivery.state === 'waiting' && delivery.tries === 0;
  return (
    <tr>
      <td>
        <When at={delivery.made} show="minute" />
      </td>
      <td>{messageWord(delivery.event)}</td>
      <td className={delivery.state === 'given up' ? 'bad' : undefined}>{deliveryWord(delivery)}</td>
      <td className="wrap-anywhere">{delivery.last_answer ?? <span className="muted">None yet</span>}</td>
      <td>
        {delivery.next_try === null ? (
          <span className="muted">None</span>
        ) : (
          <When at={delivery.next_try} show="minute" />
        )}
      </td>
      {may('webhook.manage') && (
        <td>
          {!due && webhook.stopped === null && (
            <button
              type="button"
              className="button-plain"
              disabled={again.isPending}
              onClick={() => again.mutate()}
            >
              {delivery.state === 'waiting' ? 'Try now' : 'Send again'}
              <span className="visually-hidden"> the message {delivery.id}</span>
            </button>
          )}
          {again.error && <Problem error={again.error} kept="It was not sent again." />}
        </td>
      )}
    </tr>
  );
}
