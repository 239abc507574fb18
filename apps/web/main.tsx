import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/situation.css';
import './styles/findings.css';
import './styles/coverage.css';
import './styles/rules.css';
import './styles/sources.css';
import './styles/ledger.css';
import './styles/backtest.css';
import './styles/models.css';
import './styles/hunt.css';
import './styles/incident.css';
import './styles/estate.css';
import './styles/print.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueries } from './data.ts';
import { createConsoleRouter } from './router.tsx';

const root = document.getElementById('root');
if (root) {
  const queries = createQueries();
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={createConsoleRouter()} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
