/** Asks Cordon over HTTP. Types are those of operations.ts; nothing is checked again here, since Cordon checks all of it. */
import type { Operations } from './operations.ts';
import { refusalOf, unreachable } from './refusal.ts';

/** `GET /findings/{id}`: as the API's description has it, below /api/v1. */
export type Operation = keyof Operations;

export type Answer<Name extends Operation> = Operations[Name]['answer'];

/** What goes into the address (`path`, `query`) and the `body`, where the operation has them. */
export type Input<Name extends Operation> = Omit<Operations[Name], 'answer'> & {
  signal?: AbortSignal | undefined;
};

/** May be left out where nothing in it is needed. */
type Given<Name extends Operation> =
  Record<never, never> extends Omit<Operations[Name], 'answer'>
    ? [input?: Input<Name>]
    : [input: Input<Name>];

export interface ClientOptions {
  /** Where the console is opened: `https://cordon.hospital.example`. Empty for a page that Cordon serves. */
  origin: string;
  /** Made on the page Access. */
  token?: string;
  /** Adds to each request what only the program knows, or sends it another way. Default: the one that is there. */
  fetch?(url: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response>;
}

export interface Client {
  /** @throws Refusal */
  ask<Name extends Operation>(operation: Name, ...given: Given<Name>): Promise<Answer<Name>>;
  /** For what comes piece by piece, or is not JSON: the response, once it is one that was asked for. @throws Refusal */
  open<Name extends Operation>(operation: Name, accept: string, ...given: Given<Name>): Promise<Response>;
}

/** Any operation's. */
interface AnyInput {
  path?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export function createClient({
  origin,
  token,
  fetch: send = (url, init) => fetch(url, init),
}: ClientOptions): Client {
  async function respond(operation: Operation, accept: string, input: AnyInput = {}): Promise<Response> {
    const [method = '', template = ''] = operation.split(' ');
    const { path = {}, query = {}, body, signal } = input;
    const address = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
    const response = await send(`${origin}/api/v1${address}${searchOf(query)}`, {
      method,
      headers: {
        accept,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': isBytes(body) ? bytes : 'application/json' }),
      },
      ...(body !== undefined && { body: isBytes(body) ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    }).catch((cause: unknown) => {
      throw signal?.aborted ? cause : unreachable(cause);
    });
    if (response.ok) return response;
    throw refusalOf(await response.json().catch(() => null), response.status);
  }

  return {
    async ask<Name extends Operation>(operation: Name, ...[input]: Given<Name>) {
      const response = await respond(operation, 'application/json', input);
      if (response.status === 204) return undefined as Answer<Name>;
      const answer: unknown = await response.json().catch(() => null);
      if (answer === null) throw refusalOf(null, response.status);
      return answer as Answer<Name>;
    },
    open: (operation, accept, ...[input]) => respond(operation, accept, input),
  };
}

const bytes = 'application/octet-stream';

const isBytes = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array;

function searchOf(query: NonNullable<AnyInput['query']>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? '' : `?${search}`;
}
