/**
 * Where zones stand on the map of the estate: as boxes of one size in columns from the outside world to the bedside, and the lines
 * between those that may talk. All lengths in CSS pixels; the same input gives the same picture, however many assets there are.
 */
import type { EstateMap } from '@cordon/estate';
import { between } from './spread.ts';

type Zone = EstateMap['zones'][number];

export interface PlacedZone {
  zone: Zone;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedLink {
  key: string;
  from: string;
  to: string;
  path: string;
}

export interface ZoneMap {
  /** One column: lines would only be in the way. */
  stacked: boolean;
  height: number;
  zones: PlacedZone[];
  links: PlacedLink[];
}

/** From where attacks come to where patients lie. What nobody has placed stands with the bedside: it may be anything. */
const columns: readonly (readonly Zone['kind'][])[] = [
  ['internet', 'supplier', 'guest'],
  ['edge', 'user'],
  ['server', 'management'],
  ['clinical', 'device', 'unknown'],
];
const boxHeight = 118;
const gap = 14;
const columnGap = 60;
const narrow = 820;

export function layOutZones({ zones, links }: Pick<EstateMap, 'zones' | 'links'>, width: number): ZoneMap {
  const stacked = width < narrow;
  const inColumns = columns
    .map((kinds) =>
      zones
        .filter(({ kind }) => kinds.includes(kind))
        .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || b.assets - a.assets),
    )
    .filter((column) => column.length > 0);
  const shown = stacked ? [inColumns.flat()] : inColumns;
  const columnWidth = Math.floor((width - columnGap * (shown.length - 1)) / Math.max(1, shown.length));
  const most = Math.max(0, ...shown.map(({ length }) => length));
  const heightOf = (boxes: number) => boxes * boxHeight + Math.max(0, boxes - 1) * gap;
  const placed = shown.flatMap((column, index) => {
    const top = Math.floor((heightOf(most) - heightOf(column.length)) / 2);
    return column.map(
      (zone, row): PlacedZone => ({
        zone,
        x: index * (columnWidth + columnGap),
        y: top + row * (boxHeight + gap),
        width: columnWidth,
        height: boxHeight,
      }),
    );
  });
  return {
    stacked,
    height: heightOf(most),
    zones: placed,
    links: stacked ? [] : linesOf(placed, links),
  };
}

function linesOf(placed: readonly PlacedZone[], links: EstateMap['links']): PlacedLink[] {
  const places = new Map(placed.map((one) => [one.zone.id, one]));
  return links.flatMap(({ from, to }) => {
    const [start, end] = [places.get(from), places.get(to)];
    // Within a zone there is nothing to draw: its box says so in words.
    if (!start || !end || start === end) return [];
    return [{ key: `${from} ${to}`, from, to, path: between(sidesOf(start), sidesOf(end)) }];
  });
}

const sidesOf = ({ x, y, width, height }: PlacedZone) => ({
  left: x,
  right: x + width,
  y: y + height / 2,
});
