/** Always on screen: the organisation, the worst open incident and its clock, whether the page is live, and who is signed in. */
import type { Situation } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { Icon } from '../parts/Icon.tsx';
import { Mark } from '../parts/Mark.tsx';
import { LevelGlyph } from '../parts/Marks.tsx';
import { useNow } from '../parts/When.tsx';
import { setPreference, usePreferences } from '../preferences.ts';
import { useSession } from '../session.ts';
import type { StreamState } from '../stream.ts';
import { duration, instant } from '../words/time.ts';
import { levelWord } from '../words/words.ts';
import { WhoIsIn } from './WhoIsIn.tsx';

const streamWords: Record<StreamState, string> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Not connected',
};

export function Bar({ situation, stream }: { situation: Situation | undefined; stream: StreamState }) {
  const { theme } = usePreferences();
  const now = useNow();
  const session = useSession();
  const named = session.organisations.find(({ id }) => id === session.organisation)?.name;
  const described = situation?.organisation;
  // Of several, the name that tells them apart; of one, what its estate calls it.
  const name = session.organisations.length > 1 ? named : described?.name;
  const worst = situation?.open_incidents[0];
  const others = (situation?.open_incidents.length ?? 0) - 1;
  const raised = instant(worst?.raised);
  return (
    <header className="bar">
      <Link to="/" className="bar-mark" aria-label="Cordon: go to the situation">
        <Mark />
        <span>Cordon</span>
      </Link>
      <p className="bar-organisation">
        {name ? (
          <>
            <span className="bar-organisation-name">{name}</span>{' '}
            {described && <span className="bar-code">{described.ods_code}</span>}
          </>
        ) : (
          <span className="bar-organisation-name">{situation ? 'No estate loaded' : named}</span>
        )}
      </p>
      <div className="bar-incident">
        {worst ? (
          <Link to="/incidents/$id" params={{ id: worst.id }} className={`bar-open bar-open-${worst.level}`}>
            <LevelGlyph level={worst.level} size={16} />
            <span className="bar-open-level">{levelWord[worst.level]}</span>
            <span className="bar-open-title">{worst.title}</span>
            {raised !== null && now !== null && (
              <span className="bar-clock">
                <Icon name="clock" size={15} />
                <span>
                  <span className="bar-clock-word">raised </span>
                  {duration(now - raised)} ago
                </span>
              </span>
            )}
            {others > 0 && <span className="bar-more">+{others}</span>}
          </Link>
        ) : (
          situation && (
            <span className="bar-calm">
              {situation.behind ? (
                'Not known: behind'
              ) : situation.events > 0 ? (
                <>
                  <Icon name="tick" size={16} /> No open incident
                </>
              ) : (
                'No log has been read'
              )}
            </span>
          )
        )}
      </div>
      {situation?.demonstration && <span className="bar-simulated">Simulated data</span>}
      <span className={`bar-stream bar-stream-${stream}`} role="status">
        <span className="bar-stream-dot" aria-hidden="true" />
        <span className="bar-stream-word">{streamWords[stream]}</span>
      </span>
      <button
        type="button"
        className="bar-button"
        aria-pressed={theme === 'night'}
        aria-label="Night theme"
        title={theme === 'night' ? 'Use the light theme' : 'Use the night theme'}
        onClick={() => setPreference('theme', theme === 'night' ? 'light' : 'night')}
      >
        <Icon name={theme === 'night' ? 'day' : 'night'} />
      </button>
      <WhoIsIn />
    </header>
  );
}
