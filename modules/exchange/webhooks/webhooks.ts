/**
 * Tells other programs what happens: what is to be said is kept before it is sent, and tried again for a day. Whoever receives it may get
 * the same message twice (same id), never none. Sends over the network, to addresses that an administrator named and nobody else.
 */
import { randomBytes } from 'node:crypto';
import type { Act, Actor } from '@cordon/access';
import type { KeyRing } from '@cordon/platform/keys';
import { noTracer, type Tracer } from '@cordon/platform/telemetry';
import type { ColumnType, Kysely } from 'kysely';
import {
  type Delivery,
  type Told,
  testEvent,
  type Webhook,
  type WebhookEvent,
  type WebhookMade,
  type WebhookRequest,
} from './model.ts';
import { secretText, signedHeaders } from './sign.ts';

export interface WebhookTables {
  webhooks: {
    id: string;
    url: string;
    events: ColumnType<WebhookEvent[], string, string>;
    secret: string;
    made: string;
    made_by: string;
    stopped: string | null;
  };
  webhook_deliveries: {
    id: string;
    webhook: string;
    event: string;
    body: string;
    made: string;
    due: string | null;
    tries: number;
    delivered: string | null;
    last_answer: string | null;
  };
  webhook_told: { object: string; state: string };
}

export interface WebhooksNeeds {
  /** As one organisation has it. */
  db: Kysely<WebhookTables>;
  org: string;
  keys: Pick<KeyRing, 'seal' | 'unseal'>;
  record(act: Act): Promise<void>;
  now(): Date;
  tracer?: Tracer;
}

export interface Webhooks {
  add(who: Actor, request: WebhookRequest): Promise<WebhookMade>;
  /** False when there is none. */
  remove(who: Actor, id: string): Promise<boolean>;
  /** Tells it nothing until it is resumed; what waits already is sent then. False when there is none. */
  pause(who: Actor, id: string, paused: boolean): Promise<boolean>;
  /** Keeps a message that says nothing, to be sent as any other. False when there is no such webhook. */
  test(who: Actor, id: string): Promise<boolean>;
  /** Sends a message once more, under its id, and tries for another day. False when there is none. */
  again(who: Actor, id: string, delivery: string): Promise<boolean>;
  list(): Promise<Webhook[]>;
  /** Keeps a message for everybody who wants to hear of what is new or worse among these. */
  notice(now: readonly Told[]): Promise<void>;
  /** Sends what is due. */
  send(): Promise<void>;
}

const minuteMs = 60_000;
/** After each failed try; after the last it is given up. */
const pauses = [
  10_000,
  minuteMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * 60 * minuteMs,
  6 * 60 * minuteMs,
  15 * 60 * minuteMs,
];
const answerWithinMs = 10_000;
const atOnce = 20;
const keptDays = 30;

const contextOf = (id: string): string => `webhooks/${id}/secret`;
const later = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();
const newId = (): string => randomBytes(8).toString('hex');

export function createWebhooks({ db, org, keys, record, now, tracer = noTracer }: WebhooksNeeds): Webhooks {
  async function read(id?: string): Promise<Webhook[]> {
    let query = db.selectFrom('webhooks').selectAll().orderBy('made');
    if (id !== undefined) query = query.where('id', '=', id);
    const hooks = await query.execute();
    return Promise.all(
      hooks.map(async ({ id: hook, url, events, made, made_by, stopped }) => ({
        ...{ id: hook, url, events, made, made_by, stopped },
        deliveries: (
          await db
            .selectFrom('webhook_deliveries')
            .selectAll()
            .where('webhook', '=', hook)
            .orderBy('made', 'desc')
            .limit(20)
            .execute()
        ).map(toDelivery),
      })),
    );
  }

  const exists = async (id: string): Promise<boolean> =>
    (await db.selectFrom('webhooks').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;

  /** Due at once. */
  function message(webhook: string, event: string, data: Told['data']): WebhookTables['webhook_deliveries'] {
    const made = now().toISOString();
    return {
      ...{ id: newId(), webhook, event, made, due: made, tries: 0, delivered: null, last_answer: null },
      body: JSON.stringify({ type: event, timestamp: made, data: { organisation: org, ...data } }),
    };
  }

  async function deliver(
    hook: { id: string; url: string; secret: string },
    { id, event, body, tries }: WebhookTables['webhook_deliveries'],
  ): Promise<void> {
    const at = now();
    const secret = keys.unseal(org, contextOf(hook.id), hook.secret);
    const span = tracer.start(
      'webhook',
      { 'cordon.event': event, 'cordon.try': tries + 1 },
      { kind: 'client' },
    );
    const answer = await fetch(hook.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Cordon',
        ...(span.traceparent !== null && { traceparent: span.traceparent }),
        ...signedHeaders(secret, id, Math.floor(at.getTime() / 1_000), body),
      },
      // To another address only when an administrator names it.
      redirect: 'error',
      signal: AbortSignal.timeout(answerWithinMs),
    }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      (error: Error) => (error.cause as Error | undefined)?.message ?? error.message,
    );
    const arrived = typeof answer === 'number' && answer >= 200 && answer < 300;
    span.end(arrived ? undefined : typeof answer === 'number' ? String(answer) : 'unreachable');
    const pause = pauses[tries];
    await db
      .updateTable('webhook_deliveries')
      .set({
        tries: tries + 1,
        last_answer: typeof answer === 'number' ? `status ${answer}` : answer.slice(0, 200),
        delivered: arrived ? at.toISOString() : null,
        due: arrived || pause === undefined ? null : later(at, pause),
      })
      .where('id', '=', id)
      .execute();
    if (answer !== 410) return;
    const stopped = `Whoever receives it said that it is gone (status 410, ${event}).`;
    await db.updateTable('webhooks').set({ stopped }).where('id', '=', hook.id).execute();
  }

  return {
    async add(who, { url, events }) {
      const id = newId();
      const secret = secretText(randomBytes(32));
      await record({ act: 'webhook.add', who, object: id, details: { url: new URL(url).origin, events } });
      await db
        .insertInto('webhooks')
        .values({
          ...{ id, url, made: now().toISOString(), made_by: who.name, stopped: null },
          events: JSON.stringify(events),
          secret: keys.seal(org, contextOf(id), secret),
        })
        .execute();
      const [webhook] = await read(id);
      return { webhook: webhook!, secret };
    },
    async remove(who, id) {
      if (!(await exists(id))) return false;
      await record({ act: 'webhook.remove', who, object: id, details: {} });
      await db.deleteFrom('webhooks').where('id', '=', id).execute();
      return true;
    },
    async pause(who, id, paused) {
      if (!(await exists(id))) return false;
      await record({ act: paused ? 'webhook.pause' : 'webhook.resume', who, object: id, details: {} });
      const stopped = paused ? `Paused by ${who.name}.` : null;
      await db.updateTable('webhooks').set({ stopped }).where('id', '=', id).execute();
      return true;
    },
    async test(who, id) {
      if (!(await exists(id))) return false;
      await record({ act: 'webhook.test', who, object: id, details: {} });
      await db
        .insertInto('webhook_deliveries')
        .values(message(id, testEvent, { webhook: id }))
        .execute();
      return true;
    },
    async again(who, id, delivery) {
      const one = await db
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('webhook', '=', id)
        .where('id', '=', delivery)
        .executeTakeFirst();
      if (!one) return false;
      await record({ act: 'webhook.again', who, object: id, details: { message: delivery } });
      await db
        .updateTable('webhook_deliveries')
        .set({ due: now().toISOString(), tries: 0, delivered: null })
        .where('id', '=', delivery)
        .execute();
      return true;
    },
    list: () => read(),
    async notice(told) {
      const hooks = await db
        .selectFrom('webhooks')
        .select(['id', 'events'])
        .where('stopped', 'is', null)
        .execute();
      const before = new Map(
        (await db.selectFrom('webhook_told').selectAll().execute()).map(({ object, state }) => [
          object,
          Number(state),
        ]),
      );
      for (const { object, state, events, data } of told) {
        const said = before.get(object);
        if (said !== undefined && said >= state) continue;
        const event = said === undefined ? events[0] : events[1];
        const wanted = event === null ? [] : hooks.filter((hook) => hook.events.includes(event));
        // Together: a crash leaves both or neither.
        await db.transaction().execute(async (trx) => {
          await trx
            .insertInto('webhook_told')
            .values({ object, state: String(state) })
            .onConflict((conflict) =>
              conflict.constraint('webhook_told_pkey').doUpdateSet({ state: String(state) }),
            )
            .execute();
          for (const hook of wanted)
            await trx
              .insertInto('webhook_deliveries')
              .values(message(hook.id, event ?? '', data))
              .execute();
        });
      }
    },
    async send() {
      const at = now();
      const due = await db
        .selectFrom('webhook_deliveries')
        .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook')
        .selectAll('webhook_deliveries')
        .select(['url', 'secret'])
        .where('due', '<=', at.toISOString())
        .where('stopped', 'is', null)
        .orderBy('due')
        .limit(atOnce)
        .execute();
      await Promise.all(due.map(({ url, secret, ...one }) => deliver({ id: one.webhook, url, secret }, one)));
      await db
        .deleteFrom('webhook_deliveries')
        .where('due', 'is', null)
        .where('made', '<', later(at, -keptDays * 24 * 60 * minuteMs))
        .execute();
    },
  };
}

const toDelivery = (row: WebhookTables['webhook_deliveries']): Delivery => ({
  id: row.id,
  event: row.event,
  made: row.made,
  state: row.delivered !== null ? 'delivered' : row.due === null ? 'given up' : 'waiting',
  tries: row.tries,
  next_try: row.due,
  last_answer: row.last_answer,
});
