import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/situation.css';
import './styles/region.css';
import './styles/findings.css';
import './styles/coverage.css';
import './styles/rules.css';
import './styles/sources.css';
import './styles/ledger.css';
import './styles/backtest.css';
import './styles/models.css';
import './styles/hunt.css';
import './styles/incident.css';
import './styles/plan.css';
import './styles/map.css';
import './styles/recovery.css';
import './styles/estate.css';
import './styles/legacy.css';
import './styles/segmentation.css';
import './styles/sign-in.css';
import './styles/access.css';
import './styles/print.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchActivity } from './activity.ts';
import { createQueries } from './data.ts';
import { createConsoleRouter } from './router.tsx';
import { comeBack } from './sign-in/come-back.ts';
import { Gate } from './sign-in/Gate.tsx';

/** The secret of a link that was opened, out of the address and its history before anything else happens. */
function takeLink(): string | null {
  const link = /^#link=(.+)$/.exec(location.hash)?.[1];
  if (link === undefined) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return link;
}

const link = takeLink();
if (link === null) comeBack();
// A link that is put into the address of an open page loads nothing by itself.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#link=')) location.reload();
});

watchActivity();
const root = document.getElementById('root');
if (root) {
  const queries = createQueries();
  const router = createConsoleRouter();
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Gate link={link}>
          <RouterProvider router={router} />
        </Gate>
      </QueryClientProvider>
    </StrictMode>,
  );
}
