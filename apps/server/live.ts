/** Tells open consoles what changed, as server-sent events. Slow readers lose nothing: they refetch what is named. */
import type { ServerResponse } from 'node:http';
import { callerOf } from '@cordon/access';
import type { App } from '@cordon/platform/http';
import type { Changed } from './api.ts';

export interface Live {
  /** @param org whose consoles; null for all */
  tell(changed: Changed, org: string | null): void;
  /** Consoles may have missed something: each comes back by itself and asks again for all it shows. */
  again(): void;
  close(): void;
}

const atMost = 64;
/** Changes within this time are told once: a busy replay must not flood a page. */
const gather = 250;

/** @param isOver whether a session is: what it opened ends with it */
export function createLive(app: App, isOver: (session: string) => Promise<boolean>): Live {
  const readers = new Map<ServerResponse, { org: string; session: string | null }>();
  const waiting = new Map<string, { changed: Changed; org: string | null }>();
  let timer: NodeJS.Timeout | null = null;

  const send = () => {
    timer = null;
    const changes = [...waiting.values()];
    waiting.clear();
    for (const [reader, { org: own }] of readers) {
      const text = changes
        .filter(({ org }) => org === null || org === own)
        .map(({ changed }) => `event: changed\ndata: ${JSON.stringify(changed)}\n\n`)
        .join('');
      if (text === '') continue;
      if (reader.writableNeedDrain)
        reader.destroy(); // it comes back by itself and refetches
      else reader.write(text);
    }
  };
  const beat = setInterval(() => {
    for (const [reader, { session }] of readers) {
      reader.write(': still here\n\n');
      if (session === null) continue;
      // A database that does not answer says so elsewhere: nobody is shut out for that.
      isOver(session)
        .then((over) => over && reader.end())
        .catch(() => undefined);
    }
  }, 15_000);
  beat.unref();

  app.get('/api/v1/stream', { config: { action: 'situation.read' } }, (request, reply) => {
    reply.hijack();
    const { raw } = reply;
    if (readers.size >= atMost) {
      raw.writeHead(503, { 'retry-after': '10' }).end();
      return;
    }
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write('retry: 2000\n\n');
    const { org, session } = callerOf(request);
    readers.set(raw, { org, session: session?.id ?? null });
    request.raw.on('close', () => readers.delete(raw));
  });

  return {
    tell(changed, org) {
      waiting.set(`${org ?? ''}:${changed.what}:${changed.id ?? ''}`, { changed, org });
      timer ??= setTimeout(send, gather);
    },
    again() {
      for (const reader of readers.keys()) reader.end();
    },
    close() {
      clearInterval(beat);
      if (timer) clearTimeout(timer);
      for (const reader of readers.keys()) reader.end();
    },
  };
}
