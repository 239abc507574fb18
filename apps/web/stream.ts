/** The event stream: it names what changed, and the console asks again for that and nothing else. */
import type { Changed } from '@cordon/server/api';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { open } from './data.ts';

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
    case 'estate':
      return [['estate'], ['situation']];
    case 'recovery':
      return [['recovery']];
    case 'session':
      return [['session'], ['break-glass']];
    case 'incident':
      return change.id === null ? [['incidents'], ['incident']] : [['incidents'], ['incident', change.id]];
  }
}

/** What a piece of the stream says; null for what only keeps it open, and for what cannot be read: the next, or a reconnection, catches up. */
export function changeIn(message: string): Changed | null {
  const data = message
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length))
    .join('\n');
  if (data === '') return null;
  try {
    return JSON.parse(data) as Changed;
  } catch {
    return null;
  }
}

/** Connects, reconnects with growing pauses, and after a gap asks again for everything on screen. */
export function connectStream(queries: QueryClient, onState: (state: StreamState) => void): () => void {
  const leaving = new AbortController();
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

  const hear = (message: string) => {
    const change = changeIn(message);
    if (change === null) return;
    for (const key of keysFor(change) ?? []) pending.set(JSON.stringify(key), key);
    flush ??= setTimeout(send, gatherMs);
  };

  /** Until it breaks. Not an EventSource: that cannot say which organisation it is about. */
  const listen = async () => {
    const response = await open('GET /stream', 'text/event-stream', { signal: leaving.signal });
    if (!response.body) return;
    pause = firstRetryMs;
    onState('live');
    if (wasLost) void queries.invalidateQueries();
    wasLost = false;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const messages = (rest + value).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) hear(message);
    }
  };

  const connect = async () => {
    await listen().catch(() => {});
    if (leaving.signal.aborted) return;
    wasLost = true;
    onState('lost');
    // Why is not said: Cordon may be gone, or nobody signed in any more.
    void queries.invalidateQueries({ queryKey: ['session'] });
    retry = setTimeout(() => void connect(), pause);
    pause = Math.min(pause * 2, longestRetryMs);
  };

  onState('connecting');
  void connect();
  return () => {
    leaving.abort();
    clearTimeout(retry);
    clearTimeout(flush);
  };
}
