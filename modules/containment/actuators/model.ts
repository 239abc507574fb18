/**
 * The nouns of carrying out: an actuator (OpenC2's word for what acts on a network or a device), what it is given to act on, and an
 * order, which says what a person wants of it and how far that is.
 */
import { parsePrefix } from '@cordon/firewall';
import { z } from 'zod';

const Network = z.string().refine((text) => parsePrefix(text) !== undefined, 'give a network');
const Port = z.number().int().min(0).max(65_535);

/** Packets that are dropped. Empty lists mean any. */
export const Block = z.strictObject({
  name: z.string().max(300),
  from: z.string().max(100).describe('the zone in which they come in'),
  sources: z.array(Network),
  destinations: z.array(Network),
  services: z.array(
    z.strictObject({
      protocol: z.enum(['tcp', 'udp', 'icmp', 'any']),
      ports: z.tuple([Port, Port]).optional().describe('first and last'),
    }),
  ),
});

/** Fixed when somebody presses the button: what is taken back is what was done, whatever the estate has become since. */
export const Target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('device'), name: z.string() }),
  z.strictObject({ kind: z.literal('connections'), blocks: z.array(Block) }),
]);

export const OrderState = z.enum(['sent', 'under-way', 'done', 'failed']);

export const Order = z.object({
  action: z.string(),
  actuator: z.string(),
  wants: z.enum(['done', 'undone']),
  state: OrderState.describe('how far what is wanted is'),
  asked: z.object({ at: z.string(), by: z.string() }),
  changed: z.string(),
  said: z.string().nullable().describe('what the actuator said last: why it failed, what it waits for'),
  applied: z.string().nullable().describe('the lines that it put in force'),
});

/** A service that an action takes something from. */
export const Carried = z.object({
  service: z.string(),
  name: z.string(),
  strength: z.enum(['stops', 'degrades']),
});

export const ActuatorHealth = z.object({
  name: z.string(),
  kind: z.string(),
  seen: z.string().nullable().describe('when it last answered, or asked'),
  error: z.string().nullable().describe('why it does not work'),
  silent: z
    .boolean()
    .describe('it has not been heard of for so long that nothing sent to it may be counted on'),
});

/** GET /api/v1/plans/:id/orders : what connectors can do of what was approved, and how far it is. */
export const OrdersView = z.object({
  actuators: z.array(ActuatorHealth),
  actions: z.array(
    z.object({
      action: z.string(),
      actuators: z.array(z.string()).describe('those that would carry it out; empty where people do'),
      by_hand: z.string().nullable().describe('why no connector can'),
      carries: z.array(Carried).describe('services that rest on what it switches off'),
    }),
  ),
  orders: z.array(Order),
});

const Actions = z.array(z.string().max(300)).min(1).max(2_000);

/** POST /api/v1/plans/:id/orders */
export const CarryOutRequest = z.strictObject({
  actions: Actions.describe('in the order in which they are begun'),
  knowing: z
    .array(z.string().max(100))
    .default([])
    .describe('services that rest on what is switched off, as somebody was told'),
});

/** POST /api/v1/plans/:id/orders/taken-back */
export const TakeBackRequest = z.strictObject({ actions: Actions });

/** GET /api/v1/orders : all that the actuator that asks is wanted to have in force, or to have taken back. */
export const PulledOrders = z.object({
  items: z.array(
    z.object({
      plan: z.string(),
      action: z.string(),
      wants: z.enum(['done', 'undone']),
      state: OrderState,
      blocks: z.array(Block),
    }),
  ),
});

/** POST /api/v1/plans/:id/orders/:action/report */
export const Report = z.strictObject({
  wanted: z.enum(['done', 'undone']).describe('what it was asked for when it began'),
  state: z.enum(['done', 'failed']),
  said: z.string().max(1_000).nullable().default(null),
  applied: z.string().max(500_000).nullable().default(null).describe('the lines, as they are in force'),
});

export type Block = z.infer<typeof Block>;
export type Target = z.infer<typeof Target>;
export type OrderState = z.infer<typeof OrderState>;
export type Order = z.infer<typeof Order>;
export type Carried = z.infer<typeof Carried>;
export type ActuatorHealth = z.infer<typeof ActuatorHealth>;
export type OrdersView = z.infer<typeof OrdersView>;
export type CarryOutRequest = z.infer<typeof CarryOutRequest>;
export type PulledOrders = z.infer<typeof PulledOrders>;
export type Report = z.infer<typeof Report>;

/** An actuator as plans see it. */
export interface Actuator {
  readonly name: string;
  readonly kind: string;
  readonly acts: Target['kind'];
  /** Zones whose packets come in at it; null means all. Of no meaning for devices. */
  readonly zones: readonly string[] | null;
  /** Seconds within which it is heard of again and again. */
  readonly every: number;
}
