/** Finding the Cordon that runs on this machine, and asking it. Whoever runs Cordon holds its data folder, which says where it answers. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFolders } from '@cordon/platform/config';
import { fault } from '@cordon/platform/fault';

/** The folder named, else those that `npm start` uses: a hospital's own before the sample's. */
export function dataFolders(named: string | undefined): string[] {
  const { data } = openFolders();
  return named === undefined ? [join(data, 'hospital'), join(data, 'sample')] : [named];
}

/** Where the first of them that is in use answers; null when none does. */
export async function runningAddress(folders: readonly string[]): Promise<string | null> {
  for (const dir of folders) {
    const address = addressIn(dir);
    if (address !== null && (await answers(address))) return address;
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
    const answer = await fetch(`${address}/api/v1/hunt?q=`, { signal: AbortSignal.timeout(2_000) });
    return ((await answer.json()) as { code?: unknown }).code === 'HUNT_QUERY';
  } catch {
    return false;
  }
}

/** What it answers, as JSON; undefined where it has nothing to say. A refusal is thrown with its own code, sentence and next step. */
export async function askRunning(
  address: string,
  path: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
): Promise<unknown> {
  const answer = await fetch(`${address}/api/v1${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (answer.status === 204) return undefined;
  const said: unknown = await answer.json();
  if (answer.ok) return said;
  const { code, message, next } = said as { code: string; message: string; next: string };
  throw fault(code, message, next);
}
