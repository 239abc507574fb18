/** Many records of traffic to one claim for each conversation, and one for each machine of ours that took part. */
import type { Claim, FlowClaim } from './claim.ts';
import type { Reading } from './importer.ts';
import { hostAddress, isPrivate } from './keys.ts';

/** Conversations that are kept apart; a scan of everything makes more, and is told. */
const mostFlows = 200_000;

export interface Seen {
  from: string | undefined;
  to: string | undefined;
  protocol: string;
  port: number | null;
  at: string | undefined;
  bytes: number;
}

export function createFlows(reading: Reading) {
  const flows = new Map<string, { -readonly [K in keyof FlowClaim]: FlowClaim[K] }>();
  const machines = new Map<string, string>();
  let left = 0;
  return {
    add({ from: source, to: target, protocol, port, at = reading.at, bytes }: Seen): void {
      const [from, to] = [hostAddress(source), hostAddress(target)];
      for (const address of [from, to])
        if (address && isPrivate(address) && at > (machines.get(address) ?? '')) machines.set(address, at);
      if (!from || !to) return;
      const key = `${from} ${to} ${protocol} ${port}`;
      const there = flows.get(key);
      if (there) {
        there.times++;
        there.bytes += bytes;
        if (at > there.seen_at!) there.seen_at = at;
        if (at < there.first_seen!) there.first_seen = at;
      } else if (flows.size < mostFlows) {
        flows.set(key, {
          about: 'flow',
          from,
          to,
          protocol,
          port,
          first_seen: at,
          seen_at: at,
          times: 1,
          bytes,
        });
      } else {
        left++;
      }
    },
    *claims(): Generator<Claim> {
      if (left > 0)
        reading.problem(
          0,
          `more than ${mostFlows.toLocaleString('en-GB')} conversations; ${left.toLocaleString('en-GB')} records of further ones were left out`,
        );
      for (const [address, seen_at] of machines)
        yield { about: 'asset', keys: [`address:${address}`], seen_at, fields: {} };
      yield* flows.values();
    },
  };
}
