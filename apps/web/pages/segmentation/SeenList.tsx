/** Flows that were seen, the most used first, with whose they are. */
import type { SeenBreak } from '@cordon/containment';
import { When } from '../../parts/When.tsx';
import { count, plural } from '../../words/words.ts';

const shown = 50;

export function SeenList({ flows, all }: { flows: readonly SeenBreak[]; all: number }) {
  const listed = flows.slice(0, shown);
  return (
    <ul className="plan-breaks">
      {listed.map(({ from, to, service, times, days, last_seen, for: services }) => (
        <li key={`${from} ${to} ${service}`}>
          {from} to {to} <span className="mono">{service}</span>, {plural(times, 'connection')} on{' '}
          {plural(days, 'day')}, last <When at={last_seen} show="minute" />
          {services.length > 0 && <span className="under">for {services.join(', ')}</span>}
        </li>
      ))}
      {all > listed.length && <li>and {count(all - listed.length)} more</li>}
    </ul>
  );
}
