/** What stands around the pages before anybody is signed in: whose this is, the theme, and nothing to find out. */
import { type ReactNode, useEffect } from 'react';
import { Icon } from '../parts/Icon.tsx';
import { Mark } from '../parts/Mark.tsx';
import { setPreference, usePreferences } from '../preferences.ts';

export function Frame({ title, children }: { title: string; children: ReactNode }) {
  const { theme } = usePreferences();
  useEffect(() => {
    document.title = `${title} – Cordon`;
  }, [title]);
  return (
    <div className="sign-in">
      <header className="sign-in-bar">
        <span className="bar-mark">
          <Mark />
          <span>Cordon</span>
        </span>
        <button
          type="button"
          className="bar-button"
          aria-pressed={theme === 'night'}
          aria-label="Night theme"
          onClick={() => setPreference('theme', theme === 'night' ? 'light' : 'night')}
        >
          <Icon name={theme === 'night' ? 'day' : 'night'} />
        </button>
      </header>
      <main id="main" className="sign-in-page">
        {children}
      </main>
    </div>
  );
}
