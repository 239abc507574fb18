/** The findings as dense rows; the title opens one. */
import type { FindingPage } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Column, DenseList } from '../../parts/DenseList.tsx';
import { LevelMark } from '../../parts/Marks.tsx';
import { When } from '../../parts/When.tsx';

type Row = FindingPage['items'][number];

interface FindingListProps {
  items: Row[];
  total: number;
  selected: string | undefined;
  stale: boolean;
  more: (() => void) | undefined;
}

function columnsFor(selected: string | undefined): Column<Row>[] {
  return [
    { name: 'level', head: 'Level', cell: (item) => <LevelMark level={item.level} /> },
    { name: 'time', head: 'Time', cell: (item) => <When at={item.time} show="row" /> },
    {
      name: 'title',
      head: 'Finding',
      whole: (item) => item.title,
      cell: (item) => (
        <Link
          from="/findings"
          search={(before) => ({ ...before, id: item.id })}
          resetScroll={false}
          data-row=""
          aria-current={item.id === selected ? 'true' : undefined}
        >
          {item.title}
        </Link>
      ),
    },
    {
      name: 'host',
      head: 'Host',
      whole: (item) => item.host,
      cell: (item) => item.host ?? <span className="muted">None</span>,
    },
    {
      name: 'account',
      head: 'Account',
      whole: (item) => item.account,
      cell: (item) => item.account ?? <span className="muted">None</span>,
    },
  ];
}

export function FindingList({ items, total, selected, stale, more }: FindingListProps) {
  const columns = useMemo(() => columnsFor(selected), [selected]);
  return (
    <DenseList
      label="Findings"
      kind="findings"
      columns={columns}
      rows={items}
      keyOf={(item) => item.id}
      total={total}
      selected={selected}
      stale={stale}
      more={more}
    />
  );
}
