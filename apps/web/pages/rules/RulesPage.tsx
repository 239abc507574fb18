/** What Cordon looks for, by rules and by models, how far each part is trusted, and what was tuned away. */
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useEscape } from '../../parts/useEscape.ts';
import { FiltersTab } from './FiltersTab.tsx';
import { ModelsTab } from './ModelsTab.tsx';
import { PacksTab } from './PacksTab.tsx';
import { RulesTab } from './RulesTab.tsx';

const route = getRouteApi('/rules');

const tabs = [
  ['rules', 'Rules'],
  ['filters', 'Filters'],
  ['packs', 'Packs'],
  ['models', 'Models'],
] as const;
type Tab = (typeof tabs)[number][0];

export function RulesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab: Tab = tabs.find(([name]) => name === search.tab)?.[0] ?? 'rules';
  const close = useCallback(
    () => void navigate({ search: ({ id: _id, ...rest }) => rest, resetScroll: false }),
    [navigate],
  );
  useEscape(search.id !== undefined, close);
  const lists = tab === 'rules' || tab === 'filters';
  return (
    <div className={`page${lists ? ' findings' : ''}${search.id === undefined ? '' : ' detail-open'}`}>
      <div className="findings-head">
        <h1>Rules</h1>
        <nav className="tabs" aria-label="Rules">
          {tabs.map(([name, word]) => (
            <Link
              key={name}
              to="/rules"
              search={{ tab: name }}
              className="tab"
              aria-current={name === tab ? 'page' : undefined}
            >
              {word}
            </Link>
          ))}
        </nav>
      </div>
      {tab === 'rules' && <RulesTab onClose={close} />}
      {tab === 'filters' && <FiltersTab onClose={close} />}
      {tab === 'packs' && <PacksTab />}
      {tab === 'models' && <ModelsTab />}
    </div>
  );
}
