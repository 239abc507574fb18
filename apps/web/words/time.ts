/**
 * Times as a person in a hospital reads them: with their zone, and with their age relative to the
 * newest event (which during a replay is not the wall clock).
 */
export type ZoneChoice = 'uk' | 'utc';

const zones: Record<ZoneChoice, string> = { uk: 'Europe/London', utc: 'UTC' };

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: ZoneChoice, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${zone} ${key}`;
  let found = formats.get(id);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', { timeZone: zones[zone], hourCycle: 'h23', ...options });
    formats.set(id, found);
  }
  return found;
}

/** Milliseconds since 1970, or null when the text is not a time. */
export function instant(iso: string | null | undefined): number | null {
  if (!iso) return null;
  const at = Date.parse(iso);
  return Number.isNaN(at) ? null : at;
}

/** `18 May 2026, 14:22:07` */
export function dateAndTime(at: number, zone: ZoneChoice): string {
  const day = format(zone, 'day', { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
  return `${day}, ${clockTime(at, zone)}`;
}

/** `14:22:07` */
export function clockTime(at: number, zone: ZoneChoice): string {
  return format(zone, 'clock', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
}

/** `14:22` */
export function hourMinute(at: number, zone: ZoneChoice): string {
  return format(zone, 'minute', { hour: '2-digit', minute: '2-digit' }).format(at);
}

/** `Mon 18 May` */
export function dayName(at: number, zone: ZoneChoice): string {
  return format(zone, 'name', { weekday: 'short', day: 'numeric', month: 'short' })
    .format(at)
    .replace(',', '');
}

/** `BST`, `GMT` or `UTC`: the zone in force at that instant. */
export function zoneName(at: number, zone: ZoneChoice): string {
  if (zone === 'utc') return 'UTC';
  const parts = format(zone, 'zone', { timeZoneName: 'short' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UK time';
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The two largest units that matter: `45 s`, `12 min`, `3 h 12 min`, `2 days 4 h`. */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return `${Math.floor(span / 1000)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < DAY) {
    const minutes = Math.floor((span % HOUR) / MINUTE);
    return `${Math.floor(span / HOUR)} h${minutes > 0 ? ` ${minutes} min` : ''}`;
  }
  const days = Math.floor(span / DAY);
  const hours = Math.floor((span % DAY) / HOUR);
  const dayWord = days === 1 ? '1 day' : `${days} days`;
  return days >= 14 || hours === 0 ? dayWord : `${dayWord} ${hours} h`;
}

/** `3 h 12 min ago`; a time after `now` says so instead of showing a negative age. */
export function age(at: number, now: number): string {
  if (at - now > MINUTE) return `${duration(at - now)} ahead of the newest event`;
  if (now - at < 10_000) return 'just now';
  return `${duration(now - at)} ago`;
}
