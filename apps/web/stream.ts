/** The event stream: it names what changed, and the console asks again for that and nothing else. */
import type { Changed } from '@cordon/server/api';
import type { QueryClient, QueryKey } from '@tanstack/react-query';

export type StreamState = 'connecting' | 'live' | 'lost';

/** A replay at a thousand times real speed must not become a thousand requests a second. */
const gatherMs = 1_000;
const firstRetryMs = 1_000;
const longestRetryMs = 15_000;

export function keysFor(change: Changed): QueryKey[] {
  switch (change.what) {
    case 'situation':
      return [['situation']];
    case 'finding':
      return [['findings', 'count']];
    case 'rules':
      return [['rules']];
    case 'session':
      return [['session'], ['break-glass']];
    case 'incident':
      return change.id === null ? [['incidents'], ['incident']] : [['incidents'], ['incident', change.id]];
  }
}

/** Connects, reconnects with growing pauses, and after a gap asks again for everything on screen. */
export function connectStream(queries: QueryClient, onState: (state: StreamState) => void): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let flush: ReturnType<typeof setTimeout> | undefined;
  let pause = firstRetryMs;
  let wasLost = false;
  const pending = new Map<string, QueryKey>();

  const send = () => {
    flush = undefined;
    const keys = [...pending.values()];
    pending.clear();
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
  };

  const hear = (message: MessageEvent<string>) => {
    let change: Changed;
    try {
      change = JSON.parse(message.data) as Changed;
    } catch {
      return; // One unreadable message: the next one, or a reconnection, catches up.
    }
    for (const key of keysFor(change) ?? []) pending.set(JSON.stringify(key), key);
    flush ??= setTimeout(send, gatherMs);
  };

  const open = () => {
    source = new EventSource('/api/v1/stream');
    source.addEventListener('open', () => {
      pause = firstRetryMs;
      onState('live');
      if (wasLost) void queries.invalidateQueries();
      wasLost = false;
    });
    source.addEventListener('changed', hear);
    source.addEventListener('error', () => {
      source?.close();
      wasLost = true;
      onState('lost');
      // Why is not said: Cordon may be gone, or nobody signed in any more.
      void queries.invalidateQueries({ queryKey: ['session'] });
      retry = setTimeout(open, pause);
      pause = Math.min(pause * 2, longestRetryMs);
    });
  };

  onState('connecting');
  open();
  return () => {
    source?.close();
    clearTimeout(retry);
    clearTimeout(flush);
  };
}
