/** What patients would feel by the moment that is shown, and one example of how it comes to that. */
import type { SpreadOverTime } from '@cordon/containment';
import type { EstateMap } from '@cordon/estate';
import { duration } from '../../words/time.ts';
import { urgencyWord } from '../../words/words.ts';
import { type Felt as Feeling, feltAt, feltWord, type PaceName } from './words.ts';

type Touched = SpreadOverTime['services'][number];

interface FeltProps {
  map: EstateMap;
  spread: SpreadOverTime;
  pace: PaceName;
  minute: number;
}

export function Felt({ map, spread, pace, minute }: FeltProps) {
  const touched = new Map(spread.services.map((one) => [one.service, one]));
  const services = map.services
    .map((service) => {
      const one = touched.get(service.id);
      return { service, one, felt: one ? feltAt(one, pace, minute) : ('runs' as const) };
    })
    .sort((a, b) => order.indexOf(a.felt) - order.indexOf(b.felt) || a.service.urgency - b.service.urgency);
  return (
    <section className="panel" aria-labelledby="map-felt">
      <div className="panel-head">
        <h2 id="map-felt">What patients would feel by then</h2>
        <p className="muted">
          {services.filter(({ felt }) => felt === 'stopped').length} stop,{' '}
          {services.filter(({ felt }) => felt === 'worse').length} work worse
        </p>
      </div>
      <ul className="map-felt">
        {services.map(({ service, one, felt }) => (
          <li key={service.id} className={`map-felt-${felt}`}>
            <strong>{service.name}</strong>
            <span className="map-felt-word">{feltWord[felt]}</span>
            <span className="under">
              {urgencyWord(service.urgency)}
              {one && `; ${whenWord(one, pace)}`}
            </span>
            {one && felt !== 'runs' && <Example because={one.because} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

const order: readonly Feeling[] = ['stopped', 'worse', 'runs'];

function whenWord({ degraded, stopped }: Touched, pace: PaceName): string {
  const word = (at: number | null | undefined, does: string) =>
    at == null ? null : `${does} ${at < 1 ? 'at once' : `after ${duration(at * 60_000)}`}`;
  return (
    [
      word(stopped?.[pace], 'stops'),
      stopped?.[pace] === degraded?.[pace] ? null : word(degraded?.[pace], 'worse'),
    ]
      .filter((one) => one !== null)
      .reverse()
      .join(', ') || 'not within the time looked ahead'
  );
}

function Example({ because }: { because: Touched['because'] }) {
  if (because.length === 0) return null;
  return (
    <details>
      <summary>One way to it</summary>
      <ol className="map-example">
        {because.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps of one example never change places.
          <li key={index}>{stepWord(step)}</li>
        ))}
      </ol>
    </details>
  );
}

function stepWord(step: Touched['because'][number]): string {
  switch (step.kind) {
    case 'network':
      return `${step.from} to ${step.to} over ${step.flow}: ${step.name}${step.account ? ` with ${step.account}` : ''}`;
    case 'credentials':
      return `${step.account} is taken from ${step.from}: ${step.name}`;
    case 'entry':
      return `${step.from} comes in to ${step.to} through ${step.entry}`;
    case 'rests-on':
      return `${step.to} rests on ${step.from}`;
  }
}
