/** Times as sources write them, to ISO 8601 in UTC with every digit the source gave. */

const ISO =
  /^\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12}))?\s*(Z|UTC|[+-]\d\d:?(?:\d\d)?)?\s*$/i;
/** UTC already, as most are, or said by nothing to be else; the last days of a month go the long way, to be checked. */
const PLAIN =
  /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,12})?Z?$/;
const EPOCH = /^\s*(\d{9,19})(?:\.(\d{1,12}))?\s*$/;
const MICROSOFT_JSON = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;
const CTIME = /^(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})$/;

export const MONTHS: Readonly<Record<string, number>> = {
  Jan: 0,
  Feb: 1,
  Mar: 2,
  Apr: 3,
  May: 4,
  Jun: 5,
  Jul: 6,
  Aug: 7,
  Sep: 8,
  Oct: 9,
  Nov: 10,
  Dec: 11,
};

/** `.123` of the source kept as given; Date itself keeps only milliseconds. */
function write(milliseconds: number, fraction: string | undefined): string | undefined {
  if (!(Math.abs(milliseconds) < 8.64e15)) return undefined;
  const seconds = new Date(milliseconds).toISOString().slice(0, 19);
  return fraction ? `${seconds}.${fraction}Z` : `${seconds}Z`;
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size (right for 1973 to 5138). */
function fromEpoch(digits: string, fraction: string | undefined): string | undefined {
  const unit = digits.length <= 11 ? 0 : digits.length <= 14 ? 3 : digits.length <= 17 ? 6 : 9;
  const seconds = Number(digits.slice(0, digits.length - unit));
  const below = unit > 0 ? digits.slice(digits.length - unit) : (fraction ?? '');
  return write(seconds * 1000, below || undefined);
}

/**
 * ISO 8601 UTC, or undefined for what is not a time. A time without a zone is taken as UTC: the sources
 * that leave it out (Sysmon's UtcTime, the .NET exporters) mean UTC.
 */
export function isoTime(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (value < 1e8) return undefined;
    const [digits = '', fraction] = String(value).split('.');
    return /^\d{9,19}$/.test(digits) ? fromEpoch(digits, fraction) : undefined;
  }
  if (typeof value !== 'string' || value.length > 64) return undefined;
  if (PLAIN.test(value)) {
    const zoned = value.endsWith('Z');
    if (zoned && value[10] === 'T') return value;
    return `${value.slice(0, 10)}T${value.slice(11)}${zoned ? '' : 'Z'}`;
  }
  const iso = ISO.exec(value);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    const at = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    );
    // Date rolls 30 February over into March; here it is not a time. A leap second may roll over.
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
    // Year 1 is how .NET writes that there is no time.
    if (Number(year) < 100 || Number(month) < 1 || Number(day) < 1) return undefined;
    if (new Date(at - (second === '60' ? 1000 : 0)).getUTCDate() !== Number(day) || Number(month) > 12) {
      return undefined;
    }
    return write(at - zoneMinutes(zone) * 60_000, fraction);
  }
  const epoch = EPOCH.exec(value);
  if (epoch) return fromEpoch(epoch[1] as string, epoch[2]);
  const microsoft = MICROSOFT_JSON.exec(value);
  if (microsoft)
    return write(
      Number(microsoft[1]),
      String(((Number(microsoft[1]) % 1000) + 1000) % 1000).padStart(3, '0'),
    );
  const ctime = CTIME.exec(value);
  const month = ctime ? MONTHS[ctime[1] as string] : undefined;
  if (ctime && month !== undefined) {
    return write(
      Date.UTC(
        Number(ctime[6]),
        month,
        Number(ctime[2]),
        Number(ctime[3]),
        Number(ctime[4]),
        Number(ctime[5]),
      ),
      undefined,
    );
  }
  return undefined;
}

/** `Mar 01 2026 08:00:00.123 GMT`, as network devices write it; the zone may be left out, and is then UTC. */
const DEVICE =
  /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?:[.:](\d{1,9}))?(?: (?:UTC|GMT|Z)?([+-]\d\d:?\d\d)?)?$/;

/** A time as CEF and LEEF allow it: everything that `isoTime` reads, and the devices' own form. */
export function deviceTime(value: unknown): string | undefined {
  const match = typeof value === 'string' && value.length <= 64 ? DEVICE.exec(value) : null;
  if (!match) return isoTime(value);
  const [, name = '', day = '', year, hour, minute, second, fraction, zone = 'Z'] = match;
  const month = MONTHS[name];
  if (month === undefined) return undefined;
  const date = `${year}-${String(month + 1).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isoTime(`${date}T${hour}:${minute}:${second}${fraction ? `.${fraction}` : ''}${zone}`);
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return zone[0] === '-' ? -minutes : minutes;
}
