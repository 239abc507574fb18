/** Guards: a host on which signals add up that nobody sees, or one shown because of what happened weeks ago. */
import type { Finding, Level } from '@cordon/detection';
import { describe, expect, it } from 'vitest';
import { createIncidents } from './index.ts';

let made = 0;
const finding = (over: Partial<Finding> & { level: Level; title: string; time: string }): Finding => ({
  id: `w${++made}`,
  rule_id: `rule-${over.title}`,
  tags: ['attack.discovery'],
  host: null,
  account: null,
  source_address: null,
  destination_address: null,
  destination_port: null,
  file: 'test',
  record_id: '1',
  reason: [],
  format: 'evtx',
  source: 'evtx',
  event: {},
  ...over,
});

describe('what is watched', () => {
  it('names hosts and accounts by what adds up on them, each signal once, heaviest first', () => {
    const incidents = createIncidents({ estate: null, containment: null });
    incidents.add([
      finding({ level: 'medium', title: 'A', host: 'ws1', time: '2026-03-18T10:00:00.000Z' }),
      finding({ level: 'medium', title: 'A', host: 'ws1', time: '2026-03-18T11:00:00.000Z' }),
      finding({
        level: 'low',
        title: 'B',
        host: 'ws1',
        account: 'CORP\\amy',
        time: '2026-03-18T11:00:00.000Z',
      }),
    ]);
    const [first, second] = incidents.watched('2026-03-18T11:00:00.000Z', 5);
    expect([first?.name, first?.risk, first?.signals.map(({ title }) => title)]).toEqual([
      'ws1',
      15,
      ['A', 'B'],
    ]);
    expect([second?.name, second?.risk, second?.incident]).toEqual(['CORP\\amy', 3, null]);
    expect(incidents.watched('2026-03-18T11:00:00.000Z', 1)).toHaveLength(1);
  });

  it('forgets what has faded: half after three days, nothing after some weeks', () => {
    const incidents = createIncidents({ estate: null, containment: null });
    incidents.add([finding({ level: 'medium', title: 'A', host: 'ws1', time: '2026-03-01T00:00:00.000Z' })]);
    expect(incidents.watched('2026-03-04T00:00:00.000Z', 5)[0]?.risk).toBe(6);
    expect(incidents.watched('2026-03-25T00:00:00.000Z', 5)).toEqual([]);
  });

  it('says which incident a host is already part of', () => {
    const incidents = createIncidents({ estate: null, containment: null });
    incidents.add([
      finding({ level: 'high', title: 'Beacon', host: 'ws1', time: '2026-03-18T10:00:00.000Z' }),
    ]);
    expect(incidents.watched('2026-03-18T10:00:00.000Z', 5)[0]?.incident).toBe(incidents.list()[0]?.id);
  });
});
