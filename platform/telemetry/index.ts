/** The log of Cordon itself, for operators: one JSON object a line, without secrets and without patients. */
import { type DestinationStream, type Logger, pino } from 'pino';
import { isFault } from '../fault/index.ts';

export type { Logger } from 'pino';

/**
 * Names of fields whose values never reach the log, wherever they stand. Compared without case, dashes and underscores.
 * First what opens doors, then what tells who a patient is.
 */
const secretNames = [
  ...[
    'password',
    'passwd',
    'passphrase',
    'secret',
    'clientsecret',
    'token',
    'accesstoken',
    'refreshtoken',
    'idtoken',
  ],
  ...[
    'authorization',
    'cookie',
    'setcookie',
    'apikey',
    'privatekey',
    'sharedkey',
    'credential',
    'credentials',
    'session',
  ],
  ...['sessionid', 'otp', 'totp', 'pin', 'recoverycode'],
  ...[
    'nhsnumber',
    'nhsno',
    'patient',
    'patientid',
    'patientname',
    'hospitalnumber',
    'mrn',
    'chinumber',
    'birthdate',
  ],
  ...[
    'dateofbirth',
    'dob',
    'surname',
    'familyname',
    'forename',
    'givenname',
    'postcode',
    'address',
    'telecom',
    'raw',
  ],
];
const secret = new Set(secretNames);

const hidden = '[hidden]';
/** Deeper things are cut: a log line is no place for a whole record, and cycles end here. */
const deepest = 6;
const longestText = 2_000;
const longestList = 50;

/** What runs of digits could be an NHS number: ten digits, in the usual groups or none. */
const nhsNumber = /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g;

/** Modulus 11 (NHS Data Dictionary, "NHS Number"), so that other ten-digit numbers stay readable. */
export function isNhsNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (digits.length !== 10) return false;
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (10 - i);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === Number(digits[9]);
}

const cleanText = (text: string): string => {
  const cut = text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text;
  return cut.replace(nhsNumber, (match) => (isNhsNumber(match) ? hidden : match));
};

/** A copy of `value` that is safe to log. Pure. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[deeper]';
  if (value instanceof Error) return redact(describeError(value), depth);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) {
    const kept = value.slice(0, longestList).map((one) => redact(one, depth + 1));
    return value.length > longestList ? [...kept, `[${value.length - longestList} more]`] : kept;
  }
  if (!isPlain(value)) return describeObject(value);
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const plain = name.toLowerCase().replace(/[-_]/g, '');
    copy[name] = secret.has(plain) ? hidden : redact(inner, depth + 1);
  }
  return copy;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A request or an answer by what an operator needs; any other object by its kind, since it may hold anything. */
function describeObject(value: object): unknown {
  const { method, url, statusCode } = value as { method?: unknown; url?: unknown; statusCode?: unknown };
  // What follows the question mark may be a search for a person.
  if (typeof method === 'string' && typeof url === 'string')
    return { method, url: cleanText(url.split('?', 1)[0]!) };
  if (typeof statusCode === 'number') return { statusCode };
  return `[${value.constructor?.name ?? 'object'}]`;
}

function describeError(error: Error): Record<string, unknown> {
  return {
    type: error.name,
    message: error.message,
    ...(isFault(error) ? { code: error.code, next: error.next } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  };
}

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
