/** The frame of every page: the bar, the rail, the page, the footer. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { situationQuery } from '../data.ts';
import { Icon } from '../parts/Icon.tsx';
import { NowContext } from '../parts/When.tsx';
import { setPreference, usePreferences } from '../preferences.ts';
import { useMay } from '../session.ts';
import { connectStream, type StreamState } from '../stream.ts';
import { instant } from '../words/time.ts';
import { Alarm } from './Alarm.tsx';
import { Bar } from './Bar.tsx';
import { KeyHelp, useShortcuts } from './Keys.tsx';
import { NotYours } from './NotYours.tsx';
import { placeOf } from './places.ts';
import { Rail } from './Rail.tsx';

export function Shell() {
  const queries = useQueryClient();
  const [stream, setStream] = useState<StreamState>('connecting');
  const [helpOpen, setHelpOpen] = useState(false);
  const situation = useQuery(situationQuery);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const place = placeOf(path);
  const may = useMay();
  const { zone, keys } = usePreferences();

  useEffect(() => connectStream(queries, setStream), [queries]);
  useShortcuts(() => setHelpOpen(true));

  useEffect(() => {
    document.title = `${place?.word ?? (path === '/me' ? 'My sign-in' : 'No such page')} – Cordon`;
  }, [place, path]);

  return (
    <NowContext value={instant(situation.data?.now)}>
      <a className="skip-link" href="#main">
        Skip to main content
      </a>
      <div className="shell">
        <Bar situation={situation.data} stream={stream} />
        <Rail situation={situation.data} onHelp={() => setHelpOpen(true)} />
        <main id="main" tabIndex={-1}>
          <Alarm />
          {stream === 'lost' && (
            <p className="lost-banner" role="status">
              <strong>Not connected to Cordon.</strong> What you see was true when the connection was lost.
              The page reconnects by itself; check that Cordon is still running.
            </p>
          )}
          {place && !place.actions.some(may) ? <NotYours place={place} /> : <Outlet />}
        </main>
        <footer className="footer">
          <span>What you do here is kept on the ledger, under your name.</span>
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
