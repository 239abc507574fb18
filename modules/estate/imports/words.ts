/** Words of many sources, brought to the estate's own: kinds of device, dates, yes and no. */
import { AssetKind } from '../model.ts';
import type { Severity } from './claim.ts';

/** The first that matches; what matches none stays unknown rather than guessed. */
const kinds: readonly (readonly [RegExp, AssetKind])[] = [
  [/domain[ -]?controller/i, 'domain-controller'],
  [/hypervisor|\besxi?\b|vmware host|hyper-v host|proxmox/i, 'hypervisor'],
  [/fire ?wall|pan-os|fortigate|fortios|\basa\b|check ?point/i, 'firewall'],
  [
    /switch|router|\bwap\b|access point|wireless|network|load balancer|\bnx-?os\b|\bios[ -]xe\b|cisco ios|bridge|broadband/i,
    'network',
  ],
  [/print|multi-?function|\bmfp\b/i, 'printer'],
  [
    /ultrasound|\bct\b|\bmri?\b|x-?ray|radiograph|fluoroscop|infusion|syringe|ventilator|patient monitor|anaesth|anesth|ecg|analyser|analyzer|modality|\bpump\b|defibrillator|dialysis|mammograph|gamma camera|incubator|endoscop|medical|clinical device|specialized/i,
    'medical-device',
  ],
  [/laptop|notebook|tablet|convertible|portable/i, 'laptop'],
  [/\bphone|voip|handset|iphone|android|mobile/i, 'phone'],
  [/backup|tape library|veeam/i, 'backup'],
  [/gateway|\bvpn\b/i, 'gateway'],
  [/server|\blinux\b.*\b(?:red hat|rhel|ubuntu|centos|debian|suse)|virtual machine|\bvm\b/i, 'server'],
  [/workstation|desktop|thin client|windows (?:xp|vista|7|8|8\.1|10|11)\b|\bpc\b|mac ?os/i, 'workstation'],
  [
    /camera|storage|\bnas\b|\bups\b|appliance|building management|\bplc\b|\bbms\b|media device|specialized|iot/i,
    'appliance',
  ],
];

export function assetKindOf(...texts: readonly (string | undefined)[]): AssetKind | undefined {
  for (const text of texts) {
    if (!text) continue;
    const exact = AssetKind.safeParse(text.trim().toLowerCase().replace(/\s+/g, '-'));
    if (exact.success) return exact.data;
    const found = kinds.find(([words]) => words.test(text));
    if (found) return found[1];
  }
  return undefined;
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * ISO 8601 of the times that exports write: ISO itself, seconds since 1970, and day before month, as this country writes dates.
 * Undefined for what is no date, and for the years that tools write when they know none.
 */
export function timeOf(text: string | undefined): string | undefined {
  const value = text?.trim();
  if (!value) return undefined;
  const seconds = /^\d{9,10}(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
  if (seconds !== undefined) return isoOf(seconds * 1_000);
  const slashed = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(value);
  if (slashed) {
    const [day, month, year, hour = 0, minute = 0, second = 0] = slashed
      .slice(1)
      .map((part) => Number(part ?? 0));
    return month! > 12 ? undefined : isoOf(Date.UTC(year!, month! - 1, day!, hour, minute, second));
  }
  const named = /^(?:[a-z]{3},? )?(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4})/i.exec(value);
  if (named)
    return isoOf(Date.UTC(Number(named[3]), months.indexOf(named[2]!.toLowerCase()), Number(named[1])));
  // A time of a database has no zone and means UTC.
  const iso =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      value,
    );
  if (iso) return isoOf(Date.parse(`${iso[1]}T${iso[2] ?? '00:00:00'}${iso[3] ?? 'Z'}`));
  return /^[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}:\d{2} \d{4}$/.test(value)
    ? isoOf(Date.parse(`${value} UTC`))
    : undefined;
}

const isoOf = (ms: number): string | undefined =>
  ms > 631_152_000_000 && ms < 4_102_444_800_000 ? new Date(ms).toISOString() : undefined;

export const dayOf = (text: string | undefined): string | undefined => timeOf(text)?.slice(0, 10);

export function severityOf(text: string | undefined): Severity {
  const word = text?.trim().toLowerCase() ?? '';
  if (word === 'critical' || word === 'high' || word === 'medium' || word === 'low') return word;
  if (word === 'moderate') return 'medium';
  return ['info', 'informational', 'log', 'none'].includes(word) ? 'info' : 'unknown';
}

export function yesNo(text: string | undefined): 'yes' | 'no' | undefined {
  const word = text?.trim().toLowerCase();
  if (word === 'true' || word === 'yes' || word === '1') return 'yes';
  return word === 'false' || word === 'no' || word === '0' ? 'no' : undefined;
}

type Stated<T> = { [F in keyof T]?: Exclude<T[F], undefined> };

/** An object without what is undefined: what nobody stated is not there. */
export function stated<T extends object>(fields: T): Stated<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as Stated<T>;
}
