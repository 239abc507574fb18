/** The nouns of webhooks. */
import { z } from 'zod';

/** What may be told. Bodies hold ids, levels and titles: never a log line, an account or a patient. */
export const webhookEvents = [
  'incident.raised',
  'incident.worse',
  'plan.approved',
  'plan.withdrawn',
  'break-glass.used',
] as const;
export const WebhookEvent = z.enum(webhookEvents);
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** What is sent when somebody tries a webhook, whatever it asked for. */
export const testEvent = 'webhook.test';

export const WebhookRequest = z.object({
  url: z
    .url()
    .max(500)
    .refine(
      (text) => /^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(text),
      'give an https address',
    )
    .refine(
      (text) => URL.canParse(text) && new URL(text).username === '',
      'leave names and passwords out: each message is signed',
    ),
  events: z.array(WebhookEvent).min(1),
});
export type WebhookRequest = z.infer<typeof WebhookRequest>;

export const Delivery = z.object({
  id: z.string(),
  event: z.string(),
  made: z.string(),
  state: z.enum(['waiting', 'delivered', 'given up']),
  tries: z.number().int(),
  next_try: z.string().nullable(),
  last_answer: z.string().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(WebhookEvent),
  made: z.string(),
  made_by: z.string(),
  stopped: z.string().nullable().describe('why nothing is sent'),
  deliveries: z.array(Delivery).describe('the newest twenty'),
});
export type Webhook = z.infer<typeof Webhook>;

/** GET /api/v1/webhooks */
export const WebhookList = z.object({ items: z.array(Webhook) });
export type WebhookList = z.infer<typeof WebhookList>;

/** The only answer that ever holds the secret. */
export const WebhookMade = z.object({ webhook: Webhook, secret: z.string() });
export type WebhookMade = z.infer<typeof WebhookMade>;

/** PUT /api/v1/webhooks/:id/paused : what comes about while it is paused is not told later. */
export const WebhookPause = z.object({ paused: z.boolean() });

/** What has come about, as far as others are told. */
export interface Told {
  /** Of what: told once for each state. */
  object: string;
  /** Higher is worse; told again only when it rises. */
  state: number;
  /** The first time, and when it rises. */
  events: readonly [first: WebhookEvent, worse: WebhookEvent | null];
  data: Readonly<Record<string, string | number | null>>;
}
