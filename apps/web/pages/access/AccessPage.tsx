/** Who works with Cordon, what they may do, what programs show to be let in and what they are told, and what was done when nothing else worked. */
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useEscape } from '../../parts/useEscape.ts';
import { useMay } from '../../session.ts';
import { BreakGlassTab } from './BreakGlassTab.tsx';
import { KeptTab } from './KeptTab.tsx';
import { PeopleTab } from './PeopleTab.tsx';
import { RolesTab } from './RolesTab.tsx';
import { TokensTab } from './TokensTab.tsx';
import { WebhooksTab } from './WebhooksTab.tsx';

const route = getRouteApi('/access');

const tabs = [
  ['people', 'People', 'person.read'],
  ['roles', 'Roles', null],
  ['tokens', 'Tokens', 'token.read'],
  ['webhooks', 'Webhooks', 'webhook.read'],
  ['break-glass', 'Break-glass', 'break-glass.read'],
  ['kept', 'Kept and held', 'retention.read'],
] as const;
type Tab = (typeof tabs)[number][0];

export function AccessPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const open = tabs.filter(([, , action]) => action === null || may(action));
  const tab: Tab | undefined = (open.find(([name]) => name === search.tab) ?? open[0])?.[0];
  const close = useCallback(
    () => void navigate({ search: ({ id: _id, ...rest }) => rest, resetScroll: false }),
    [navigate],
  );
  useEscape(search.id !== undefined, close);
  return (
    <div
      className={`page${tab === 'people' ? ' findings' : ''}${search.id === undefined ? '' : ' detail-open'}`}
    >
      <div className="findings-head no-print">
        <h1>Access</h1>
        <nav className="tabs" aria-label="Access">
          {open.map(([name, word]) => (
            <Link
              key={name}
              to="/access"
              search={{ tab: name }}
              className="tab"
              aria-current={name === tab ? 'page' : undefined}
            >
              {word}
            </Link>
          ))}
        </nav>
      </div>
      {tab === 'people' && <PeopleTab id={search.id} onClose={close} />}
      {tab === 'roles' && <RolesTab />}
      {tab === 'tokens' && <TokensTab />}
      {tab === 'webhooks' && <WebhooksTab />}
      {tab === 'break-glass' && <BreakGlassTab />}
      {tab === 'kept' && <KeptTab />}
    </div>
  );
}
