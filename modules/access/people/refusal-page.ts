/** What somebody sees whose browser was sent to an address of the server, and not the console, when that is refused. */
import { isFault } from '@cordon/platform/fault';
import type { Reply, Request } from '@cordon/platform/http';

/** For a route that people are sent to: programs get the same as from any other. */
export function asPage(error: unknown, request: Request, reply: Reply): void {
  const { status } = isFault(error) ? error.details : {};
  if (!isFault(error) || typeof status !== 'number' || !request.headers.accept?.includes('text/html'))
    throw error;
  reply.status(status).type('text/html; charset=utf-8').send(pageOf(error.message, error.next));
}

export const pageOf = (message: string, next: string): string =>
  '<!doctype html><html lang="en-GB"><meta charset="utf-8">' +
  '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Not signed in – Cordon</title>' +
  `<h1>You are not signed in</h1><p>${plain(message)}</p><p>${plain(next)}</p><p><a href="/">Go to the sign-in page</a></p></html>`;

/** Whoever vouches for people may say anything of them: it is text. */
const plain = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
