/** Under whose name a decision is kept. Asked each time and remembered here, until there is a sign-in that knows. */
import { useId } from 'react';
import { setPreference, usePreferences } from '../preferences.ts';

export function Who({ label = 'Your name or role' }: { label?: string }) {
  const { who } = usePreferences();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        required
        minLength={2}
        maxLength={100}
        autoComplete="name"
        value={who}
        onChange={(event) => setPreference('who', event.target.value)}
      />
    </div>
  );
}
