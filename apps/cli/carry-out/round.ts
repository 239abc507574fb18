/**
 * One round: asks what is wanted of this firewall, makes it so, and says what was done. What is in force is read from the kernel each time
 * and nothing is remembered, so that whoever was killed between any two lines begins again and finds where it was.
 */
import { createHash } from 'node:crypto';
import { type Client, Refusal } from '@cordon/client';
import { PulledOrders } from '@cordon/containment';
import { CannotSay } from '@cordon/firewall';
import { fault } from '@cordon/platform/fault';
import { NotHere, nameOf, policyOf, type Zones } from './lines.ts';
import { FilterError, type PacketFilter } from './packet-filter.ts';

type Order = PulledOrders['items'][number];

export interface RoundNeeds {
  cordon: Pick<Client, 'ask'>;
  filter: PacketFilter;
  zones: Zones;
  /** A line for whoever reads the log. */
  tell(line: string): void;
}

/** @returns how many could not be done. @throws Refusal, NOT_ORDERS when Cordon could not be asked: what is in force stays */
export async function carryOutOrders({ cordon, filter, zones, tell }: RoundNeeds): Promise<number> {
  const items = ordersIn(await cordon.ask('GET /orders'));
  const held = await filter.held();
  let failed = 0;

  async function report(
    { plan, action, wants }: Order,
    said: { state: 'done' | 'failed'; said?: string; applied?: string },
  ): Promise<void> {
    try {
      const body = { wanted: wants, ...said };
      await cordon.ask('POST /plans/{id}/orders/{action}/report', { path: { id: plan, action }, body });
    } catch (error) {
      // Something else is wanted by now: the next round makes that so.
      if (!(error instanceof Refusal) || error.code !== 'ORDER_CHANGED') throw error;
    }
  }

  for (const order of items) {
    const name = nameOf(order);
    const { plan, action, wants, state } = order;
    const what = `${action} of plan ${plan}`;
    if (wants === 'done' && state === 'done' && held.has(name)) continue;
    try {
      if (wants === 'undone') {
        await filter.letGo(name);
        tell(`Taken back: ${what}.`);
        await report(order, { state: 'done', said: `${name} was taken out` });
        continue;
      }
      const applied = await filter.hold(policyOf(order, zones));
      tell(state === 'done' ? `In force again, as it was gone: ${what}.` : `In force: ${what}, as ${name}.`);
      await report(order, { state: 'done', said: `${name}, ${digestOf(applied)}`, applied });
    } catch (error) {
      if (!(error instanceof FilterError || error instanceof NotHere || error instanceof CannotSay))
        throw error;
      failed += 1;
      tell(`Not done: ${what}: ${error.message}.`);
      await report(order, { state: 'failed', said: error.message.slice(0, 1_000) });
    }
  }
  return failed;
}

/** Checked here too: whatever is in it becomes lines of a firewall, whoever answers. */
function ordersIn(answer: unknown): Order[] {
  const read = PulledOrders.safeParse(answer);
  if (read.success) return read.data.items;
  const [issue] = read.error.issues;
  throw fault(
    'NOT_ORDERS',
    `What was answered are no orders (${issue!.path.join('.')}: ${issue!.message}). Nothing was changed.`,
    'See that --server is the address of Cordon, and that both are of the same version.',
  );
}

/** What the ledger keeps of the lines. */
const digestOf = (lines: string): string => `sha256 ${createHash('sha256').update(lines).digest('hex')}`;
