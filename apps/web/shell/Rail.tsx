/** Where one can go. On a phone it lies along the bottom, under the thumb. */
import type { Situation } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { Icon } from '../parts/Icon.tsx';
import { useMay, useSession } from '../session.ts';
import { count } from '../words/words.ts';
import { type Place, places } from './places.ts';

export function Rail({ situation, onHelp }: { situation: Situation | undefined; onHelp: () => void }) {
  const may = useMay();
  const { organisations } = useSession();
  const findings = situation ? Object.values(situation.findings_by_level).reduce((sum, n) => sum + n, 0) : 0;
  const numbers: Partial<Record<Place['to'], [number, string]>> = {
    '/findings': [findings, 'in all'],
    '/incidents': [situation?.open_incidents.length ?? 0, 'open'],
  };
  return (
    <nav className="rail" aria-label="Main">
      <ul>
        {places
          .filter(({ actions, several }) => actions.some(may) && (!several || organisations.length > 1))
          .map(({ to, word, icon }) => {
            const [number, meaning] = numbers[to] ?? [0, ''];
            return (
              <li key={to}>
                <Link
                  to={to}
                  className="rail-stop"
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                >
                  <Icon name={icon} />
                  <span className="rail-word">{word}</span>
                  {number > 0 && (
                    <span className="rail-number">
                      {count(number)} <span className="visually-hidden">{meaning}</span>
                    </span>
                  )}
                </Link>
              </li>
            );
          })}
      </ul>
      <p className="rail-hint">
        <button type="button" className="button-plain" onClick={onHelp}>
          Press <kbd>?</kbd> for shortcuts
        </button>
      </p>
    </nav>
  );
}
