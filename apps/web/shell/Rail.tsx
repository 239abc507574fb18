/** The modules in the order of the work. On a phone it lies along the bottom, under the thumb. */
import type { Situation } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { count } from '../words/words.ts';

interface Stop {
  to:
    | '/'
    | '/findings'
    | '/hunt'
    | '/incidents'
    | '/estate'
    | '/rules'
    | '/coverage'
    | '/sources'
    | '/ledger';
  word: string;
  icon: IconName;
}

const stops: Stop[] = [
  { to: '/', word: 'Situation', icon: 'situation' },
  { to: '/findings', word: 'Findings', icon: 'findings' },
  { to: '/hunt', word: 'Hunt', icon: 'search' },
  { to: '/incidents', word: 'Incidents', icon: 'incidents' },
  { to: '/estate', word: 'Estate', icon: 'estate' },
  { to: '/rules', word: 'Rules', icon: 'rules' },
  { to: '/coverage', word: 'Coverage', icon: 'coverage' },
  { to: '/sources', word: 'Sources', icon: 'sources' },
  { to: '/ledger', word: 'Ledger', icon: 'ledger' },
];

export function Rail({ situation, onHelp }: { situation: Situation | undefined; onHelp: () => void }) {
  const findings = situation ? Object.values(situation.findings_by_level).reduce((sum, n) => sum + n, 0) : 0;
  const numbers: Partial<Record<Stop['to'], [number, string]>> = {
    '/findings': [findings, 'in all'],
    '/incidents': [situation?.open_incidents.length ?? 0, 'open'],
  };
  return (
    <nav className="rail" aria-label="Main">
      <ul>
        {stops.map(({ to, word, icon }) => {
          const [number, meaning] = numbers[to] ?? [0, ''];
          return (
            <li key={to}>
              <Link to={to} className="rail-stop" activeOptions={{ exact: to === '/', includeSearch: false }}>
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
