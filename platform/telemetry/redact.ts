/** What may be told of a value: neither what opens doors nor what tells who a patient is. Pure. */
import { isFault } from '../fault/index.ts';

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

/** Whether what stands under this name is never told. */
export const isSecretName = (name: string): boolean => secret.has(name.toLowerCase().replace(/[-_]/g, ''));

export const hidden = '[hidden]';
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

export const cleanText = (text: string): string => {
  const cut = text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text;
  return cut.replace(nhsNumber, (match) => (isNhsNumber(match) ? hidden : match));
};

/** A copy of `value` that is safe to log. */
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
    copy[name] = isSecretName(name) ? hidden : redact(inner, depth + 1);
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
