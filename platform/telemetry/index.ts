/** How Cordon tells operators what it does: its log, and traces of its work. Neither holds secrets or patients. */
export { createLogger, type Logger, type LoggerOptions } from './log.ts';
export { isNhsNumber, redact } from './redact.ts';
export { type Attributes, ending, noSpan, type Span, span, traceparent } from './span.ts';
export { createTracer, noTracer, type Tracer } from './tracer.ts';
