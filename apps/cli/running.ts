/** Finding the Cordon that runs on this machine, and asking it. Whoever runs Cordon holds its data folder, which says where it answers. */
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { readMachineKey } from '@cordon/access';
import { openFolders } from '@cordon/platform/config';
import { fault } from '@cordon/platform/fault';

/** The folder named, else those that `npm start` uses: a hospital's own before the sample's. */
export function dataFolders(named: string | undefined): string[] {
  const { data } = openFolders();
  return named === undefined ? [join(data, 'hospital'), join(data, 'sample')] : [named];
}

/** A Cordon that runs on this machine, and what it is shown to be let in. */
export interface RunningCordon {
  address: string;
  key: string;
}

/** The first of them that is in use; null when none is. */
export async function runningAddress(folders: readonly string[]): Promise<RunningCordon | null> {
  for (const dir of folders) {
    const address = addressIn(dir);
    const key = readMachineKey(dir);
    if (address !== null && key !== null && (await answers(address))) return { address, key };
  }
  return null;
}

/** Only this machine is ever asked, whatever the file says. */
function addressIn(dir: string): string | null {
  const file = join(dir, 'address');
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return /^http:\/\/(localhost|127\.0\.0\.1):\d{1,5}$/.test(text) ? text : null;
}

/** The file outlives a Cordon that was killed, and another program may have its port by now. */
async function answers(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/api/v1/session`, { signal: AbortSignal.timeout(2_000) });
    return typeof ((await answer.json()) as { state?: unknown }).state === 'string';
  } catch {
    return false;
  }
}

/** Who asks: the ledger keeps the name, and that they hold the data folder. */
export const headersFor = ({ key }: RunningCordon, by = userInfo().username): Record<string, string> => ({
  authorization: `Bearer ${key}`,
  'cordon-by': encodeURIComponent(by),
});

/** What it answers, as JSON; undefined where it has nothing to say. A refusal is thrown with its own code, sentence and next step. */
export async function askRunning(
  running: RunningCordon,
  path: string,
  body?: unknown,
  { by, method = body === undefined ? 'GET' : 'POST' }: { by?: string | undefined; method?: string } = {},
): Promise<unknown> {
  const answer = await fetch(`${running.address}/api/v1${path}`, {
    method,
    headers: {
      ...headersFor(running, by),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status === 204) return undefined;
  const said: unknown = await answer.json();
  if (answer.ok) return said;
  const { code, message, next } = said as { code: string; message: string; next: string };
  throw fault(code, message, next);
}
