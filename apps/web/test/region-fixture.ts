/** A region of three hospitals, one of which nobody has described; two share a laboratory and a maker of scanners. */
import { Region, RegionReach, SharedSuppliers } from '@cordon/server/api';

const line = (id: string, name: string, hit: number): Region['items'][number] => ({
  ...{ id, name, newest_event: '2026-03-13T01:02:00.000Z', behind: false },
  open_incidents: hit > 0 ? 2 : 0,
  worst:
    hit > 0
      ? {
          title: 'Credentials are read on a domain controller',
          level: 'critical',
          raised: '2026-03-13T00:40:00.000Z',
        }
      : null,
  services: { hit, reachable: hit * 3, unknown: 1, clear: 10 - hit },
});

export const region = Region.parse({
  items: [
    line('sah', 'St Aldhelm’s Hospitals', 2),
    line('northmoor', 'Northmoor University Hospitals', 0),
    { ...line('eastbrook', 'Eastbrook Community Services', 0), services: null, newest_event: null },
  ],
});

const customer = (id: string, accounts: number, ways_in: string[], systems: number) => ({
  ...{ id, accounts, ways_in, systems },
  name: region.items.find((one) => one.id === id)!.name,
});

export const sharedSuppliers = SharedSuppliers.parse({
  items: [
    {
      id: 'corvane-imaging',
      name: 'Corvane Imaging',
      hospitals: [
        customer('sah', 2, ['Suppliers’ tunnels'], 7),
        customer('northmoor', 1, ['Corvane Imaging’s tunnel'], 3),
      ],
    },
    {
      id: 'harrowmere-pathology',
      name: 'Harrowmere Pathology Partnership',
      hospitals: [customer('sah', 2, [], 5), customer('northmoor', 0, [], 0)],
    },
  ],
  undescribed: ['Eastbrook Community Services'],
  conflicts: 1,
});

const span = (quick: number, likely: number | null) => ({ quick, likely, slow: null });

export const regionReach = RegionReach.parse({
  from: 'Corvane Imaging',
  held: 1,
  hours: 24,
  undescribed: ['Eastbrook Community Services'],
  hospitals: [
    {
      ...{ id: 'sah', name: 'St Aldhelm’s Hospitals', first: span(5, 240), hosts: 511 },
      services: [
        { name: 'Emergency department', urgency: 1, degraded: span(6, 250), stopped: null },
        { name: 'Hyper-acute stroke', urgency: 1, degraded: span(6, 250), stopped: span(6, 250) },
      ],
    },
    { id: 'northmoor', name: 'Northmoor University Hospitals', first: null, hosts: 0, services: [] },
  ],
});
