/** The only way out of a connector or an actuator: over https, to the places that its settings name, bounded in time and size. */
import type { ReadableStream } from 'node:stream/web';
import { span, traceparent } from '@cordon/platform/telemetry';
import { type Answer, type Ask, AskError, type How } from './connector.ts';

/** Milliseconds for one answer. */
const longest = 20_000;
/** Bytes of one answer. */
const largest = 16 * 1024 * 1024;
const redirects = 3;

export interface AskOptions {
  origins: readonly string[];
  /** Ends whatever is under way. */
  signal: AbortSignal;
}

export function createAsk({ origins, signal }: AskOptions): Ask {
  return async (url, how = {}) => {
    const sends = how.form !== undefined || how.json !== undefined;
    let at = url;
    for (let turn = 0; turn <= redirects; turn++) {
      const { origin } = parsed(at);
      if (!origins.includes(origin))
        throw new AskError(`it leads to ${origin}, which is not where this connector may ask`);
      const answer = await send(at, how, signal);
      const to = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
      if (to === null || sends) return whole(answer, new URL(at).host);
      await answer.body?.cancel();
      at = new URL(to, at).href;
    }
    throw new AskError(`${new URL(at).host} sends from one address to the next without end`);
  };
}

function parsed(url: string): URL {
  if (!URL.canParse(url)) throw new AskError('it gives something as an address that is none');
  return new URL(url);
}

function send(url: string, how: How, signal: AbortSignal): Promise<Response> {
  const method = how.form || how.json !== undefined ? 'POST' : 'GET';
  const { host } = new URL(url);
  return span(
    `${method} ${host}`,
    { 'http.request.method': method, 'cordon.host': host },
    () => sendNow(url, method, how, signal),
    'client',
  );
}

async function sendNow(
  url: string,
  method: string,
  { headers, form, json }: How,
  signal: AbortSignal,
): Promise<Response> {
  const trace = traceparent();
  try {
    return await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        'user-agent': 'cordon',
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(trace !== null && { traceparent: trace }),
        ...headers,
      },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(longest)]),
      ...(form && { body: new URLSearchParams(form) }),
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
  } catch (error) {
    throw unreachable(error, new URL(url).host);
  }
}

async function whole(answer: Response, host: string): Promise<Answer> {
  const { status, headers } = answer;
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new AskError(refusalOf(status, host), { status, wait: waitOf(headers.get('retry-after')) });
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of (answer.body ?? []) as ReadableStream<Uint8Array>) {
      bytes += part.length;
      if (bytes > largest) throw new AskError(`${host} answered with more than ${largest / 1048576} MB`);
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof AskError ? error : unreachable(error, host);
  }
  return { text: Buffer.concat(parts).toString('utf8'), header: (name) => headers.get(name) };
}

function refusalOf(status: number, host: string): string {
  if (status === 401 || status === 403)
    return `${host} does not accept what this connector shows (${status})`;
  if (status === 429) return `${host} asks to be left alone for a while (429)`;
  if (status >= 500) return `${host} has a problem of its own (${status})`;
  return `${host} did not understand what it was asked (${status})`;
}

/** Seconds, or a date. */
function waitOf(text: string | null): number {
  if (text === null) return 0;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

function unreachable(error: unknown, host: string): AskError {
  const { name, cause } = error as Error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (name === 'TimeoutError' || name === 'AbortError') return new AskError(`${host} did not answer in time`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new AskError(`nothing is known of the name ${host}`);
  if (code === 'ECONNREFUSED') return new AskError(`nothing listens at ${host}`);
  if (/CERT|ISSUER|SELF_SIGNED|ALTNAME/.test(code))
    return new AskError(`the certificate of ${host} is not trusted (${code})`);
  return new AskError(`the connection to ${host} failed${code && ` (${code})`}`);
}
