/** Makes a webhook. The secret that its messages are signed with is shown once, and only here. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, webhooksQuery } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Once } from '../../parts/Once.tsx';
import { Problem } from '../../parts/States.tsx';
import { eventWord, type WebhookEvent, webhookEvents } from '../../words/webhooks.ts';
import { sentence } from '../../words/words.ts';

export function NewWebhook() {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhookEvents);
  const make = useMutation({
    mutationFn: () => ask('POST /webhooks', { body: { url: url.trim(), events } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  });
  if (make.data)
    return (
      <Once
        secret={make.data.secret}
        label="secret"
        onKept={() => {
          make.reset();
          setOpen(false);
          setUrl('');
        }}
      >
        <p>
          The secret of <strong className="wrap-anywhere">{make.data.webhook.url}</strong>. Whoever receives
          the messages checks with it that they are Cordon’s. It is shown this once: put it where it belongs
          now.
        </p>
      </Once>
    );
  if (!open)
    return (
      <button type="button" className="button button-secondary" onClick={() => setOpen(true)}>
        New webhook
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
      <Field
        label="Address that is told"
        hint="https, without a name or password in it: each message is signed instead."
        type="url"
        required
        maxLength={500}
        autoComplete="off"
        className="mono"
        value={url}
        onValue={setUrl}
      />
      <fieldset className="choices">
        <legend>It is told when</legend>
        {webhookEvents.map((one) => (
          <label key={one} className="choice">
            <input
              type="checkbox"
              checked={events.includes(one)}
              onChange={(event) =>
                setEvents(event.target.checked ? [...events, one] : events.filter((other) => other !== one))
              }
            />
            <span>
              {sentence(eventWord[one])} <code>{one}</code>
            </span>
          </label>
        ))}
      </fieldset>
      {make.error && <Problem error={make.error} kept="No webhook was made." />}
      <button type="submit" className="button" disabled={events.length === 0 || make.isPending}>
        Make the webhook
      </button>
    </form>
  );
}
