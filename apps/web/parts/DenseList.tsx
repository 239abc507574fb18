// biome-ignore-all lint/a11y/useSemanticElements: rows placed one by one cannot be table elements, so their roles are said.
// biome-ignore-all lint/a11y/useFocusableInteractive: a table is read, not operated; what can be opened is a link.
/** Dense rows, of which only those in view are drawn, so that a hundred thousand rows cost what a hundred do. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { phone, useMedia } from './useMedia.ts';

export interface Column<Row> {
  /** Also the class that places it: `list-NAME`. */
  name: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** The whole text, shown on hover where the cell may be cut short. */
  whole?: (row: Row) => string | null;
}

interface DenseListProps<Row> {
  label: string;
  /** Sets the widths of the columns: `lists-KIND`. */
  kind: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** How many there are in all, of which `rows` may be the first part. */
  total: number;
  selected: string | undefined;
  /** What is shown is the answer to an earlier question. */
  stale?: boolean;
  /** Fetches more rows when the reader nears the end. */
  more?: (() => void) | undefined;
}

const rowHeight = 34;
const phoneRowHeight = 58;
const fetchWithin = 40;

export function DenseList<Row>(props: DenseListProps<Row>) {
  const { label, kind, columns, rows, keyOf, total, selected, stale = false, more } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const small = useMedia(phone);
  const view = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => (small ? phoneRowHeight : rowHeight),
    overscan: 16,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  const drawn = view.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - fetchWithin) more();
  }, [last, rows.length, more]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of row height is what makes measuring necessary.
  useEffect(() => view.measure(), [small, view]);

  return (
    <div
      ref={scroll}
      data-list-scroll=""
      className={`list lists-${kind}${stale ? ' list-stale' : ''}`}
      role="table"
      aria-label={label}
      aria-rowcount={total + 1}
    >
      <div role="rowgroup" className="list-head">
        <div role="row" aria-rowindex={1} className="list-row">
          {columns.map((column) => (
            <span key={column.name} role="columnheader" className={`list-${column.name}`}>
              {column.head}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="list-space" style={{ height: view.getTotalSize() }}>
        {drawn.map((place) => {
          const row = rows[place.index];
          if (row === undefined) return null;
          const key = keyOf(row);
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={place.index + 2}
              className={key === selected ? 'list-row list-row-selected' : 'list-row'}
              style={{ transform: `translateY(${place.start}px)` }}
            >
              {columns.map((column) => (
                <span
                  key={column.name}
                  role="cell"
                  className={`list-${column.name}`}
                  title={column.whole?.(row) ?? undefined}
                >
                  {column.cell(row)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
