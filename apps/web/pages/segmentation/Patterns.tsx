/** Patterns of good segmentation, and whether the hospital keeps to each. */
import type { Check } from '@cordon/segmentation';
import { plural } from '../../words/words.ts';
import { checkWord } from './words.ts';

const order: Record<Check['state'], number> = { broken: 0, unknown: 1, kept: 2 };

export function Patterns({ checks }: { checks: readonly Check[] }) {
  const sorted = [...checks].sort((a, b) => order[a.state] - order[b.state]);
  return (
    <section className="panel" aria-labelledby="segmentation-patterns">
      <h2 id="segmentation-patterns">Patterns for medical devices</h2>
      <ul className="segmentation-checks">
        {sorted.map(({ id, title, source, state, because }) => (
          <li key={id}>
            <span className={`fare check-${state}`}>
              <strong>{checkWord[state]}:</strong> {title}
              <span className="under">{source}</span>
            </span>
            {because.length > 0 && (
              <details>
                <summary>
                  {state === 'unknown' ? 'Why' : `Broken by ${plural(because.length, 'thing')}`}
                </summary>
                <ul className="plan-breaks">
                  {because.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
