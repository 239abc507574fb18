/**
 * Begins traces, and hands what was recorded to a collector, some at a time. What cannot be handed over in time is let go of and counted:
 * no collector, and none that is slow, holds Cordon up. Sends over the network.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from './log.ts';
import { spansText } from './otlp.ts';
import {
  type Attributes,
  type EndedSpan,
  noSpan,
  openSpan,
  readTraceparent,
  type Span,
  type SpanKind,
} from './span.ts';

export interface Tracer {
  /**
   * Begins a trace, or goes on with the one that led here. `from`: each `traceparent` of what led to this work; the first is what it is a
   * part of, others are linked.
   */
  start(
    name: string,
    attributes: Attributes,
    options?: { from?: readonly (string | null | undefined)[]; kind?: SpanKind },
  ): Span;
  /** Spans that were let go of. */
  lost(): number;
  /** Hands over what is left, if the collector is quick. */
  close(): Promise<void>;
}

export const noTracer: Tracer = { start: () => noSpan, lost: () => 0, close: async () => {} };

export interface TracerOptions {
  /** Where an OTLP/HTTP receiver takes traces, whole, e.g. `https://collector.example:4318/v1/traces`. */
  endpoint: string;
  /** Read each time, so that a changed secret needs no restart. */
  headers(): Record<string, string>;
  /** Of all traces, the share that is recorded: 0 to 1. */
  sample: number;
  /** Whose spans they are, such as `service.name`. */
  resource: Attributes;
  log: Pick<Logger, 'warn' | 'info'>;
}

/** Spans that may wait; a megabyte or two. */
const mostWaiting = 4_096;
const together = 512;
const mostLinks = 32;
/** Milliseconds. */
const everyMs = 2_000;
const longestPauseMs = 60_000;
const answerWithinMs = 10_000;
const goodbyeMs = 2_000;

export function createTracer({ endpoint, headers, sample, resource, log }: TracerOptions): Tracer {
  let waiting: EndedSpan[] = [];
  let lost = 0;
  let failures = 0;
  let notBefore = 0;
  let sending: Promise<void> | null = null;
  const leaving = new AbortController();

  function keep(span: EndedSpan): void {
    if (waiting.length < mostWaiting) waiting.push(span);
    else lost += 1;
  }

  /** The same for all parts of a trace, wherever they are recorded. */
  const isSampled = (traceId: string): boolean => Number.parseInt(traceId.slice(-12), 16) / 2 ** 48 < sample;

  async function send(): Promise<void> {
    const batch = waiting.slice(0, together);
    const outcome = await post(batch);
    if (outcome === 'later') {
      failures += 1;
      notBefore = performance.now() + Math.min(longestPauseMs, everyMs * 2 ** failures);
      if (failures === 1)
        log.warn({ endpoint }, 'Traces cannot be handed to the collector; it is tried again.');
      return;
    }
    if (failures > 0) log.info({ endpoint, lost }, 'The collector takes traces again.');
    failures = 0;
    waiting = waiting.slice(batch.length);
    if (outcome === 'refused') {
      lost += batch.length;
      log.warn(
        { endpoint, lost },
        'The collector refused traces; look at its address and at what it is shown.',
      );
    }
  }

  async function post(batch: readonly EndedSpan[]): Promise<'taken' | 'later' | 'refused'> {
    try {
      const answer = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'cordon', ...headers() },
        body: spansText(batch, resource),
        redirect: 'error',
        signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(answerWithinMs)]),
      });
      await answer.body?.cancel();
      if (answer.ok) return 'taken';
      return [429, 502, 503, 504].includes(answer.status) ? 'later' : 'refused';
    } catch {
      return 'later';
    }
  }

  /** One at a time, until too little is left to be worth another. */
  function flush(): void {
    if (sending !== null || waiting.length === 0 || performance.now() < notBefore) return;
    sending = send().finally(() => {
      sending = null;
      if (waiting.length >= together) flush();
    });
  }

  const timer = setInterval(flush, everyMs);
  timer.unref();

  return {
    start(name, attributes, { from = [], kind = 'internal' } = {}) {
      const known = from.flatMap((text) => (text ? (readTraceparent(text) ?? []) : []));
      const [parent = null, ...links] = known.filter(({ sampled }) => sampled);
      // Whoever records nothing is believed. Whoever does is not: how much is sent to the collector is for the settings to say.
      if (parent === null && known.length > 0) return noSpan;
      const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
      if (!isSampled(traceId)) return noSpan;
      return openSpan(
        {
          ...{ name, kind, attributes, traceId },
          parent: parent?.spanId ?? null,
          links: links.slice(0, mostLinks).map(({ sampled: _, ...link }) => link),
        },
        keep,
      );
    },
    lost: () => lost,
    async close() {
      clearInterval(timer);
      const patience = setTimeout(() => leaving.abort(), goodbyeMs);
      await sending;
      while (waiting.length > 0 && failures === 0) await send();
      clearTimeout(patience);
    },
  };
}
