/** The columns of each estate table. */
import type { AssetPage } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import type { Column } from '../../parts/DenseList.tsx';
import { supportLine } from '../../words/estate.ts';
import { duration } from '../../words/time.ts';
import { count, sentence, urgencyWord } from '../../words/words.ts';
import type { EstateIndex } from './estate-index.ts';

type Rows<Name extends 'services' | 'wards' | 'systems' | 'zones'> = Column<EstateIndex[Name][number]>[];
type AssetLine = AssetPage['items'][number];

function Open({ id, children }: { id: string; children: string }) {
  return (
    <Link from="/estate" search={(before) => ({ ...before, id })} resetScroll={false} data-row="">
      {children}
    </Link>
  );
}

export function Downtime({ minutes }: { minutes: number | null }) {
  return minutes === null ? (
    <span className="support support-unknown">Not established: treat as none</span>
  ) : (
    duration(minutes * 60_000)
  );
}

export function serviceColumns(index: EstateIndex): Rows<'services'> {
  const needs = (id: string) => index.needs(id).map(({ name }) => name);
  return [
    { name: 'name', head: 'Service', cell: (row) => <Open id={row.id}>{row.name}</Open> },
    { name: 'urgency', head: 'When it stops', cell: (row) => urgencyWord(row.urgency) },
    {
      name: 'down',
      head: 'Safe on paper for',
      cell: (row) => <Downtime minutes={row.tolerable_downtime_minutes} />,
    },
    {
      name: 'needs',
      head: 'Needs',
      whole: (row) => needs(row.id).join(', '),
      cell: (row) =>
        needs(row.id).join(', ') || (
          <span className="support support-unknown">No system mapped: not known</span>
        ),
    },
  ];
}

export function wardColumns(index: EstateIndex): Rows<'wards'> {
  const services = (ids: readonly string[]) => ids.map((id) => index.service.get(id)?.name ?? id).join(', ');
  return [
    { name: 'name', head: 'Ward', cell: (row) => <Open id={row.id}>{row.name}</Open> },
    {
      name: 'number',
      head: 'Beds',
      cell: (row) =>
        row.beds === null ? <span className="support support-unknown">Not counted</span> : count(row.beds),
    },
    {
      name: 'whose',
      head: 'Whose patients lie there',
      whole: (row) => services(row.services),
      cell: (row) =>
        services(row.services) || <span className="support support-unknown">Nobody has said</span>,
    },
    { name: 'in', head: 'Devices', cell: (row) => count(row.assets) },
    {
      name: 'zone',
      head: 'Site',
      whole: (row) => index.site.get(row.site)?.name ?? row.site,
      cell: (row) => index.site.get(row.site)?.name ?? row.site,
    },
  ];
}

export function systemColumns(index: EstateIndex): Rows<'systems'> {
  const supplier = (id: string | null) => (id === null ? null : (index.supplier.get(id)?.name ?? id));
  return [
    { name: 'name', head: 'System', cell: (row) => <Open id={row.id}>{row.name}</Open> },
    { name: 'kind', head: 'Kind', cell: (row) => row.kind },
    {
      name: 'supplier',
      head: 'Supplier',
      whole: (row) => supplier(row.supplier),
      cell: (row) => supplier(row.supplier) ?? <span className="muted">None</span>,
    },
    { name: 'number', head: 'Assets', cell: (row) => count(row.assets) },
    {
      name: 'needs',
      head: 'Needed by',
      whole: (row) =>
        index
          .neededBy(row.id)
          .map(({ name }) => name)
          .join(', '),
      cell: (row) =>
        index
          .neededBy(row.id)
          .map(({ name }) => name)
          .join(', ') || <span className="muted">Nothing mapped</span>,
    },
  ];
}

export function assetColumns(index: EstateIndex): Column<AssetLine>[] {
  const zone = (id: string) => index.zone.get(id)?.name ?? id;
  const system = (id: string | null) => (id === null ? null : (index.system.get(id)?.name ?? id));
  return [
    { name: 'name', head: 'Asset', cell: (row) => <Open id={row.id}>{row.hostname}</Open> },
    {
      name: 'kind',
      head: 'Kind',
      cell: (row) =>
        row.kind === 'unknown' ? <span className="unknown-word">Unknown</span> : sentence(row.kind),
    },
    {
      name: 'os',
      head: 'Operating system',
      whole: (row) => row.os,
      cell: (row) => row.os || <span className="unknown-word">Unknown</span>,
    },
    {
      name: 'support',
      head: 'Support',
      cell: (row) => (
        <span className={`support support-${row.support.state}`}>{supportLine(row.support)}</span>
      ),
    },
    { name: 'zone', head: 'Zone', whole: (row) => zone(row.zone), cell: (row) => zone(row.zone) },
    {
      name: 'system',
      head: 'System',
      whole: (row) => system(row.system),
      cell: (row) => system(row.system) ?? <span className="muted">None</span>,
    },
    { name: 'address', head: 'Address', whole: (row) => row.address, cell: (row) => row.address },
  ];
}

export function zoneColumns(index: EstateIndex): Rows<'zones'> {
  const flows = (id: string, end: 'from' | 'to') =>
    index.view.flows.filter((flow) => flow[end] === id).length;
  return [
    { name: 'name', head: 'Zone', cell: (row) => <Open id={row.id}>{row.name}</Open> },
    { name: 'kind', head: 'Kind', cell: (row) => sentence(row.kind) },
    {
      name: 'address',
      head: 'Addresses',
      whole: (row) => row.cidrs.join(', '),
      cell: (row) => row.cidrs.join(', '),
    },
    { name: 'number', head: 'Assets', cell: (row) => count(row.assets) },
    { name: 'in', head: 'Flows in', cell: (row) => count(flows(row.id, 'to')) },
    { name: 'out', head: 'Flows out', cell: (row) => count(flows(row.id, 'from')) },
  ];
}
