/** The log of Cordon itself, for operators: one JSON object a line, without secrets and without patients. */
import { type DestinationStream, type Logger, pino } from 'pino';
import { cleanText, redact } from './redact.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** Default `info`. */
  level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Default standard error, so that output a person asked for stays clean. */
  to?: DestinationStream;
}

/** `name` says which part speaks, e.g. `server`. Use `.child({ ... })` for more context. */
export function createLogger(
  name: string,
  { level = 'info', to = process.stderr }: LoggerOptions = {},
): Logger {
  const logger = pino(
    {
      level,
      base: { name },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      hooks: {
        // The sentence itself is text that may quote a record.
        logMethod(args, method) {
          const clean = args.map((arg) => (typeof arg === 'string' ? cleanText(arg) : arg)) as typeof args;
          method.apply(this, clean);
        },
      },
    },
    to,
  );
  // pino drops the bindings formatter in children; they inherit this instead.
  const child = logger.child;
  logger.child = function (this: Logger, bindings, options) {
    return child.call(this, redact(bindings) as typeof bindings, options);
  } as typeof child;
  return logger;
}
