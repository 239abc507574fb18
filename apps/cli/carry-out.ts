/** `cordon carry-out`, on a Linux firewall: puts in force what a clinician approved and somebody had carried out, and takes it back. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, Refusal } from '@cordon/client';
import { fault, isFault, systemCode } from '@cordon/platform/fault';
import { parse } from 'yaml';
import { createIptables } from './carry-out/iptables.ts';
import { Zones } from './carry-out/lines.ts';
import { createNftables } from './carry-out/nftables.ts';
import { FilterError } from './carry-out/packet-filter.ts';
import { carryOutOrders } from './carry-out/round.ts';
import { exitCodes } from './exit-codes.ts';
import { plain } from './output/plain.ts';

export interface CarryOutCommand {
  server: string;
  tokenFile: string;
  zones: string;
  kind: 'nftables' | 'iptables';
  watch: boolean;
}

const everyMs = 5_000;

/** @param told lines for people */
export async function carryOutCommand(
  { server, tokenFile, zones, kind, watch }: CarryOutCommand,
  told: (line: string) => void,
): Promise<number> {
  const origin = originOf(server);
  const needs = () => ({
    // Both are read each time: a changed one needs no restart.
    cordon: createClient({ origin, token: textOf(tokenFile).trim() }),
    zones: zonesOf(zones),
    filter: kind === 'nftables' ? createNftables() : createIptables(),
    tell: (line: string) => told(plain(line)),
  });
  if (!watch) return (await carryOutOrders(needs())) === 0 ? exitCodes.nothing : exitCodes.findings;
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  let last = '';
  while (!stopping.signal.aborted) {
    const trouble = await carryOutOrders(needs()).then(
      () => '',
      (error: unknown) => {
        if (error instanceof Refusal || error instanceof FilterError || isFault(error)) return error.message;
        throw error;
      },
    );
    if (trouble !== last)
      told(
        plain(trouble === '' ? 'Cordon answers again.' : `${trouble} What is in force stays; it asks again.`),
      );
    last = trouble;
    await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
  return exitCodes.nothing;
}

/** Over https, or on this machine: a token is in every question. */
function originOf(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : null;
  const here = url !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && here)) return url.origin;
  throw fault('ARGUMENTS', `"${server}" is no https address.`, 'Give the address of the console.');
}

function zonesOf(file: string): Zones {
  const read = Zones.safeParse(parse(textOf(file)));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw fault(
    'ZONES',
    `${file}: ${issue!.path.join('.')}: ${issue!.message}.`,
    'Name interfaces for each zone, such as user-lan: [eth1]; docs/plan.md shows one.',
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fault(
      'UNREADABLE',
      `${file} cannot be read (${systemCode(error) || String(error)}).`,
      'Give a file that is there.',
    );
  }
}
