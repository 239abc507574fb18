/** Which wards and whose records an intruder gets at, as `cordon contain` tells it. Pure. */
import type { Records, Span, WardFare } from '@cordon/containment';

const number = (value: number): string => value.toLocaleString('en');
const counted = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;

/** Beyond so many lines nobody reads: the JSON has them all. */
const shown = 8;
const some = (lines: readonly string[]): string[] =>
  lines.length <= shown + 1
    ? [...lines]
    : [...lines.slice(0, shown), `    and ${number(lines.length - shown)} more (--format json lists them)`];

/** About how many people's records: never added up as if each system had other ones. */
export function peopleText({ systems, people: { at_least, at_most, uncounted } }: Records): string {
  if (systems.length === 0) return 'none that is known';
  const range = at_least === at_most ? number(at_most) : `${number(at_least)} to ${number(at_most)}`;
  return uncounted > 0 ? `${range} and more` : range;
}

/** Which wards lose something, and whether by the intruder or by the hand that cuts. */
export function wardsText(wards: readonly WardFare[]): string[] {
  if (wards.length === 0) return [];
  return ['  wards that lose something:', ...some(wards.map(wardText))];
}

function wardText({ name, beds, services, reached, cut_off }: WardFare): string {
  const loses = [
    ...services.map((one) => `${one.name} ${one.state}${one.by === 'attack' ? '' : ' by what is closed'}`),
    ...(reached > 0 ? [counted(reached, 'device reached', 'devices reached')] : []),
    ...(cut_off > 0 ? [counted(cut_off, 'device cut off', 'devices cut off')] : []),
  ];
  const size = beds === null ? 'beds not counted' : counted(beds, 'bed');
  return `    ${name} (${size}): ${loses.join('; ')}`;
}

/** What a notice to the ICO asks for: kinds, and about how many people, never added up as if each system had other ones. */
export function recordsText({
  systems,
  unsaid,
  people: { at_least, at_most, uncounted },
}: Records): string[] {
  const range = at_least === at_most ? number(at_most) : `between ${number(at_least)} and ${number(at_most)}`;
  const more = uncounted > 0 ? `, and more in ${counted(uncounted, 'system')} that nobody has counted` : '';
  return [
    ...(systems.length > 0 ? [`  records within reach, of ${range} people${more}:`] : []),
    ...some(
      systems.map(
        ({ name, records, people, read, lost }) =>
          `    ${name}: ${records.join(', ')}; ${people === null ? 'people not counted' : `${number(people)} people`}; ` +
          [read && `readable ${span(read)}`, lost && `lost to others ${span(lost)}`]
            .filter(Boolean)
            .join(', '),
      ),
    ),
    ...(unsaid.length > 0
      ? [`  reached, and nobody has said what they hold: ${unsaid.map(({ name }) => name).join(', ')}`]
      : []),
  ];
}

/** From the fastest pace on record to a careful intruder. */
function span({ quick, slow }: Span): string {
  const [soonest, latest] = [Math.round(quick), slow === null ? null : Math.round(slow)];
  if (latest === null) return `after ${soonest} min at the soonest`;
  return soonest === latest ? `after ${soonest} min` : `after ${soonest} to ${latest} min`;
}
