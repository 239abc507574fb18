/** What this browser remembers: theme, time zone, and whether single keys are shortcuts. Nothing else is stored. */
import { useSyncExternalStore } from 'react';
import type { ZoneChoice } from './words/time.ts';

export interface Preferences {
  theme: 'light' | 'night';
  zone: ZoneChoice;
  keys: boolean;
}

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`cordon.${name}`);
  } catch {
    return null;
  }
}

let current: Preferences = {
  theme:
    typeof document !== 'undefined' && document.documentElement.dataset.theme === 'night' ? 'night' : 'light',
  zone: stored('zone') === 'utc' ? 'utc' : 'uk',
  keys: stored('keys') !== 'off',
};

const listeners = new Set<() => void>();

export function setPreference<Name extends keyof Preferences>(name: Name, value: Preferences[Name]): void {
  current = { ...current, [name]: value };
  document.documentElement.dataset.theme = current.theme;
  try {
    localStorage.setItem(`cordon.${name}`, value === true ? 'on' : value === false ? 'off' : String(value));
  } catch {
    // Not remembered, then; it still holds until the page is closed.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}
