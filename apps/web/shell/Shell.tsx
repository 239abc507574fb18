/** The frame of every page: the bar, the rail, the page, the footer. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { situationQuery } from '../data.ts';
import { Icon } from '../parts/Icon.tsx';
import { NowContext } from '../parts/When.tsx';
import { setPreference, usePreferences } from '../preferences.ts';
import { connectStream, type StreamState } from '../stream.ts';
import { instant } from '../words/time.ts';
import { Bar } from './Bar.tsx';
import { KeyHelp, useShortcuts } from './Keys.tsx';
import { Rail } from './Rail.tsx';

const titles: [prefix: string, title: string][] = [
  ['/findings', 'Findings'],
  ['/hunt', 'Hunt'],
  ['/incidents', 'Incidents'],
  ['/estate', 'Estate'],
  ['/coverage', 'Coverage'],
];

export function Shell() {
  const queries = useQueryClient();
  const [stream, setStream] = useState<StreamState>('connecting');
  const [helpOpen, setHelpOpen] = useState(false);
  const situation = useQuery(situationQuery);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { zone, keys } = usePreferences();

  useEffect(() => connectStream(queries, setStream), [queries]);
  useShortcuts(() => setHelpOpen(true));

  useEffect(() => {
    const title = titles.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'Situation';
    document.title = `${title} – Cordon`;
  }, [path]);

  return (
    <NowContext value={instant(situation.data?.now)}>
      <a className="skip-link" href="#main">
        Skip to main content
      </a>
      <div className="shell">
        <Bar situation={situation.data} stream={stream} />
        <Rail situation={situation.data} onHelp={() => setHelpOpen(true)} />
        <main id="main" tabIndex={-1}>
          {stream === 'lost' && (
            <p className="lost-banner" role="status">
              <strong>Not connected to Cordon.</strong> What you see was true when the connection was lost.
              The page reconnects by itself; check that Cordon is still running.
            </p>
          )}
          <Outlet />
        </main>
        <footer className="footer">
          <span>No sign-in: this console answers only on this machine.</span>
          <span className="footer-tools">
            <label>
              Times in{' '}
              <select
                value={zone}
                onChange={(event) => setPreference('zone', event.target.value === 'utc' ? 'utc' : 'uk')}
              >
                <option value="uk">UK time</option>
                <option value="utc">UTC</option>
              </select>
            </label>
            <button type="button" className="button-plain" onClick={() => setHelpOpen(true)}>
              <Icon name="keys" size={18} /> Keyboard shortcuts{keys ? '' : ' (off)'}
            </button>
          </span>
        </footer>
      </div>
      <KeyHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
    </NowContext>
  );
}
