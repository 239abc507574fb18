/** Tells open consoles what changed, as server-sent events. Slow readers lose nothing: they refetch what is named. */
import type { ServerResponse } from 'node:http';
import type { App } from '@cordon/platform/http';
import type { Changed } from './api.ts';

export interface Live {
  tell(changed: Changed): void;
  close(): void;
}

const atMost = 64;
/** Changes within this time are told once: a busy replay must not flood a page. */
const gather = 250;

export function createLive(app: App): Live {
  const readers = new Set<ServerResponse>();
  const waiting = new Map<string, Changed>();
  let timer: NodeJS.Timeout | null = null;

  const send = () => {
    timer = null;
    const text = [...waiting.values()]
      .map((one) => `event: changed\ndata: ${JSON.stringify(one)}\n\n`)
      .join('');
    waiting.clear();
    for (const reader of readers) {
      if (reader.writableNeedDrain)
        reader.destroy(); // it comes back by itself and refetches
      else reader.write(text);
    }
  };
  const beat = setInterval(() => {
    for (const reader of readers) reader.write(': still here\n\n');
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
    readers.add(raw);
    request.raw.on('close', () => readers.delete(raw));
  });

  return {
    tell(changed) {
      waiting.set(`${changed.what}:${changed.id ?? ''}`, changed);
      timer ??= setTimeout(send, gather);
    },
    close() {
      clearInterval(beat);
      if (timer) clearTimeout(timer);
      for (const reader of readers) reader.end();
    },
  };
}
