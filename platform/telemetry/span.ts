/**
 * Spans: what took how long, and within what, as OpenTelemetry has them. What a span is within follows the work through promises, timers and
 * callbacks, so only what begins a trace needs a tracer.
 *
 * Source: https://www.w3.org/TR/trace-context/ (`traceparent`).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { isFault } from '../fault/index.ts';
import { cleanText, hidden, isSecretName } from './redact.ts';

/** Counts, kinds and templates: never ids of patients, what was searched for, or text of records. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;
export type SpanKind = 'internal' | 'server' | 'client';

export interface Span {
  /** For whom the work is handed to; null where nothing is recorded. */
  readonly traceparent: string | null;
  set(attributes: Attributes): void;
  /** Spans that `work` begins are parts of this one. */
  within<T>(work: () => T): T;
  /** Only the first end counts. `error`: what it failed with, or a word for it. */
  end(error?: unknown): void;
}

export interface TraceContext {
  traceId: string;
  spanId: string;
}

export interface EndedSpan extends TraceContext {
  parent: string | null;
  /** Others that led to it. */
  links: readonly TraceContext[];
  name: string;
  kind: SpanKind;
  attributes: Attributes;
  /** Nanoseconds since 1970. */
  began: bigint;
  ended: bigint;
  failed: boolean;
}

interface Opened {
  name: string;
  kind: SpanKind;
  attributes: Attributes;
  traceId: string;
  parent: string | null;
  links: readonly TraceContext[];
}

const current = new AsyncLocalStorage<RecordedSpan>();

export interface RecordedSpan extends Span {
  readonly traceparent: string;
  part(name: string, attributes: Attributes, kind: SpanKind): RecordedSpan;
}

/** One reading of the clock that says when; the one that says how long does the rest, as the first may be set while work goes on. */
interface Clock {
  read: bigint;
  since: bigint;
}
const readClock = (): Clock => ({ read: BigInt(Date.now()) * 1_000_000n, since: process.hrtime.bigint() });
const timeOn = ({ read, since }: Clock): bigint => read + process.hrtime.bigint() - since;

export function openSpan(
  opened: Opened,
  keep: (span: EndedSpan) => void,
  clock: Clock = readClock(),
): RecordedSpan {
  const { name, kind, traceId, parent, links } = opened;
  const spanId = randomBytes(8).toString('hex');
  const began = timeOn(clock);
  let attributes = cleaned(opened.attributes);
  let open = true;
  const span: RecordedSpan = {
    traceparent: `00-${traceId}-${spanId}-01`,
    set(more) {
      attributes = { ...attributes, ...cleaned(more) };
    },
    within: (work) => current.run(span, work),
    part: (partName, partAttributes, partKind) =>
      openSpan(
        { name: partName, kind: partKind, attributes: partAttributes, traceId, parent: spanId, links: [] },
        keep,
        clock,
      ),
    end(error) {
      if (!open) return;
      open = false;
      // What it says may quote a record; which kind it is does not.
      if (error !== undefined) span.set({ 'error.type': kindOf(error) });
      const failed = error !== undefined;
      const ended = timeOn(clock);
      keep({ traceId, spanId, parent, links, name, kind, attributes, began, ended, failed });
    },
  };
  return span;
}

/** Where nothing is recorded. */
export const noSpan: Span = { traceparent: null, set() {}, within: (work) => work(), end() {} };

/** Does `work` as a part of what is under way. Where that is not recorded, this costs no more than the call. */
export function span<T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
  kind: SpanKind = 'internal',
): Promise<T> {
  const within = current.getStore();
  return within === undefined ? work() : ending(within.part(name, attributes, kind), work);
}

/** Does `work` within the span, and ends it. */
export async function ending<T>(open: Span, work: () => Promise<T>): Promise<T> {
  try {
    const answer = await open.within(work);
    open.end();
    return answer;
  } catch (error) {
    open.end(error);
    throw error;
  }
}

/** Of what is under way, for whom the work is handed to; null where that is not recorded. */
export const traceparent = (): string | null => current.getStore()?.traceparent ?? null;

/** A name in parts is as secret as each of them. */
const cleaned = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      if ([name, ...name.split('.')].some(isSecretName)) return [name, hidden];
      return [name, typeof value === 'string' ? cleanText(value) : value];
    }),
  );

const kindOf = (error: unknown): string =>
  isFault(error) ? error.code : error instanceof Error ? error.name : String(error);

const form = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-|$)/;

/** `sampled`: whether whoever sent it records. Null for what is no `traceparent`. */
export function readTraceparent(text: string): (TraceContext & { sampled: boolean }) | null {
  const [, version, traceId, spanId, flags, more] = form.exec(text) ?? [];
  if (!traceId || !spanId || (version === '00' && more !== '')) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags!, 16) & 1) === 1 };
}
