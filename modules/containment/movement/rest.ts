/** What rests on what: systems with their assets, and upwards along dependencies, also on suppliers, to services. Pure. */
import type { Estate } from '@cordon/estate';
import type { Draft } from './draft.ts';

export function connectServices(estate: Estate, { add, connect, assets, suppliers, membersAt }: Draft): void {
  const states = new Map<string, { stopped: number; degraded: number }>();
  const pair = (kind: 'system' | 'service', id: string): void => {
    const stopped = add({ kind, id, state: 'stopped' });
    const degraded = add({ kind, id, state: 'degraded' });
    connect(stopped, degraded);
    states.set(id, { stopped, degraded });
  };
  for (const [id, node] of suppliers) states.set(id, { stopped: node, degraded: node });
  for (const { id } of estate.systems) pair('system', id);
  for (const { id } of estate.services) pair('service', id);
  for (const { id, lost_when } of estate.systems) {
    const { stopped, degraded } = states.get(id)!;
    const parts = membersAt(id);
    if (lost_when !== 'all' || parts.length < 2) {
      for (const index of parts) connect(assets[index]!, stopped);
      continue;
    }
    const all = add({ kind: 'hub' }, true);
    connect(all, stopped);
    for (const index of parts) {
      connect(assets[index]!, all);
      connect(assets[index]!, degraded);
    }
  }
  for (const { from, to, strength } of estate.dependencies) {
    const [upper, lower] = [states.get(from)!, states.get(to)!];
    connect(lower.stopped, strength === 'stops' ? upper.stopped : upper.degraded);
    connect(lower.degraded, upper.degraded);
  }
}
