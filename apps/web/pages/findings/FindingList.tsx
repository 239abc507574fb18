// biome-ignore-all lint/a11y/useSemanticElements: rows placed one by one cannot be table elements, so their roles are said.
// biome-ignore-all lint/a11y/useFocusableInteractive: a table is read, not operated; what can be opened is a link.
/** Dense rows, of which only those in view are drawn, so that a hundred thousand findings cost what a hundred do. */
import type { FindingPage } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { LevelMark } from '../../parts/Marks.tsx';
import { phone, useMedia } from '../../parts/useMedia.ts';
import { When } from '../../parts/When.tsx';

type Row = FindingPage['items'][number];

interface FindingListProps {
  items: Row[];
  total: number;
  selected: string | undefined;
  /** The filter changed and its answer has not come yet: what is shown is the old one. */
  stale: boolean;
  more: (() => void) | undefined;
}

const fetchWithin = 40;

export function FindingList({ items, total, selected, stale, more }: FindingListProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const small = useMedia(phone);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => (small ? 58 : 34),
    overscan: 16,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= items.length - fetchWithin) more();
  }, [last, items.length, more]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of row height is what makes measuring necessary.
  useEffect(() => rows.measure(), [small, rows]);

  return (
    <div
      ref={scroll}
      data-finding-scroll=""
      className={stale ? 'list list-stale' : 'list'}
      role="table"
      aria-label="Findings"
      aria-rowcount={total + 1}
    >
      <div role="rowgroup" className="list-head">
        <div role="row" aria-rowindex={1} className="list-row">
          <span role="columnheader">Level</span>
          <span role="columnheader">Time</span>
          <span role="columnheader">Finding</span>
          <span role="columnheader" className="list-host">
            Host
          </span>
          <span role="columnheader" className="list-account">
            Account
          </span>
        </div>
      </div>
      <div role="rowgroup">
        <div role="presentation" className="list-space" style={{ height: rows.getTotalSize() }}>
          {drawn.map((place) => {
            const item = items[place.index];
            return (
              item && (
                <FindingRow
                  key={item.id}
                  item={item}
                  index={place.index}
                  at={place.start}
                  selected={item.id === selected}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function FindingRow({
  item,
  index,
  at,
  selected,
}: {
  item: Row;
  index: number;
  at: number;
  selected: boolean;
}) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={selected ? 'list-row list-row-selected' : 'list-row'}
      style={{ transform: `translateY(${at}px)` }}
    >
      <span role="cell" className="list-level">
        <LevelMark level={item.level} />
      </span>
      <span role="cell" className="list-time">
        <When at={item.time} show="row" />
      </span>
      <span role="cell" className="list-title">
        <Link
          from="/findings"
          search={(before) => ({ ...before, id: item.id })}
          resetScroll={false}
          data-row=""
          aria-current={selected ? 'true' : undefined}
          title={item.title}
        >
          {item.title}
        </Link>
      </span>
      <span role="cell" className="list-host" title={item.host ?? undefined}>
        {item.host ?? <span className="muted">no host</span>}
      </span>
      <span role="cell" className="list-account" title={item.account ?? undefined}>
        {item.account ?? <span className="muted">none</span>}
      </span>
    </div>
  );
}
