/** The events as dense rows; what each says in a line opens it. */
import type { HuntPage } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Column, DenseList } from '../../parts/DenseList.tsx';
import { When } from '../../parts/When.tsx';
import { readable } from '../../words/sealed.ts';
import { shortHost } from '../../words/words.ts';

type Row = HuntPage['items'][number];

interface EventListProps {
  items: Row[];
  total: number;
  selected: string | undefined;
  stale: boolean;
  more: (() => void) | undefined;
}

const none = <span className="muted">None</span>;

function columnsFor(selected: string | undefined): Column<Row>[] {
  return [
    { name: 'time', head: 'Time', cell: (item) => <When at={item.time} show="row" /> },
    {
      name: 'title',
      head: 'Record',
      cell: (item) => (
        <Link
          from="/hunt"
          search={(before) => ({ ...before, id: item.id })}
          resetScroll={false}
          data-row=""
          aria-current={item.id === selected ? 'true' : undefined}
        >
          {readable(item.summary)}
        </Link>
      ),
    },
    { name: 'source', head: 'Source', whole: (item) => item.source, cell: (item) => item.source },
    {
      name: 'host',
      head: 'Host',
      whole: (item) => item.host,
      cell: (item) => (item.host === null ? none : shortHost(item.host)),
    },
    { name: 'account', head: 'Account', whole: (item) => item.account, cell: (item) => item.account ?? none },
  ];
}

export function EventList({ items, total, selected, stale, more }: EventListProps) {
  const columns = useMemo(() => columnsFor(selected), [selected]);
  return (
    <DenseList
      label="Events"
      kind="hunt"
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
