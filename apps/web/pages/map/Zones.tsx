/** The picture: a box for each zone, however many assets stand in it, and lines between those that may talk. */
import type { EstateMap } from '@cordon/estate';
import { useMemo, useState } from 'react';
import { useWidth } from '../../parts/useWidth.ts';
import { count, plural, sentence } from '../../words/words.ts';
import { layOutZones, type PlacedZone } from '../../words/zone-map.ts';
import { type Standing, supportIn } from './words.ts';

interface ZonesProps {
  map: EstateMap;
  /** null where no spread is shown. */
  standing: Standing | null;
  chosen: string | undefined;
  onChoose(zone: string | undefined): void;
}

export function Zones({ map, standing, chosen, onChoose }: ZonesProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const placed = useMemo(() => (width > 0 ? layOutZones(map, width) : null), [map, width]);
  const [pointed, point] = useState<string | null>(null);
  const lit = pointed ?? chosen ?? null;
  return (
    <div ref={box} className="zone-map" style={{ height: placed?.height }}>
      {placed && !placed.stacked && (
        <svg
          className={lit === null ? 'zone-lines' : 'zone-lines zone-lines-pointed'}
          width={width}
          height={placed.height}
          aria-hidden="true"
        >
          {placed.links.map(({ key, from, to, path }) => (
            <path
              key={key}
              d={path}
              className={from === lit ? 'zone-line-out' : to === lit ? 'zone-line-in' : undefined}
            />
          ))}
        </svg>
      )}
      {placed?.zones.map((one) => (
        <ZoneBox
          key={one.zone.id}
          placed={one}
          reached={standing === null ? null : (standing.inZone.get(one.zone.id) ?? 0)}
          isChosen={one.zone.id === chosen}
          onChoose={() => onChoose(one.zone.id === chosen ? undefined : one.zone.id)}
          onPoint={(on) => point(on ? one.zone.id : null)}
        />
      ))}
    </div>
  );
}

interface ZoneBoxProps {
  placed: PlacedZone;
  reached: number | null;
  isChosen: boolean;
  onChoose(): void;
  onPoint(on: boolean): void;
}

function ZoneBox({
  placed: { zone, x, y, width, height },
  reached,
  isChosen,
  onChoose,
  onPoint,
}: ZoneBoxProps) {
  const fell = reached !== null && reached > 0;
  return (
    <button
      type="button"
      className={fell ? 'zone-box zone-box-reached' : 'zone-box'}
      style={{ left: x, top: y, width, height }}
      aria-pressed={isChosen}
      onClick={onChoose}
      onMouseEnter={() => onPoint(true)}
      onMouseLeave={() => onPoint(false)}
      onFocus={() => onPoint(true)}
      onBlur={() => onPoint(false)}
    >
      <span className="zone-box-name" title={zone.name}>
        {zone.name}
      </span>
      <span className="zone-box-count">
        {zone.assets === 0 ? `${sentence(zone.kind)}, no asset known` : plural(zone.assets, 'asset')}
      </span>
      {zone.assets > 0 && <SupportBar zone={zone} />}
      {reached !== null && zone.assets > 0 && (
        <span className="zone-box-fell">
          <span className="zone-bar" aria-hidden="true">
            <span className="zone-bar-fell" style={{ width: `${(reached / zone.assets) * 100}%` }} />
          </span>
          {fell ? `${count(reached)} reached` : 'None reached'}
        </span>
      )}
    </button>
  );
}

/** What nobody mends any more, and what nobody knows of, as a share of all. */
function SupportBar({ zone }: { zone: EstateMap['zones'][number] }) {
  const { ended, unknown } = supportIn(zone);
  const share = (part: number) => `${(part / zone.assets) * 100}%`;
  const words = [
    ended > 0 && `${count(ended)} unsupported`,
    unknown > 0 && `${count(unknown)} unknown`,
  ].filter(Boolean);
  return (
    <span className="zone-box-support">
      <span className="zone-bar" aria-hidden="true">
        <span className="zone-bar-unknown" style={{ width: share(unknown) }} />
        <span className="zone-bar-ended" style={{ width: share(ended) }} />
      </span>
      {words.length > 0 ? words.join(', ') : 'All supported'}
    </span>
  );
}
