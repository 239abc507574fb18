/** Single-key shortcuts, and the page that lists them. They can be switched off (WCAG 2.1.4). */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { setPreference, usePreferences } from '../preferences.ts';
import { useMay } from '../session.ts';
import { places } from './places.ts';

const listed: readonly [keys: string[], does: string][] = [
  [['/'], 'Search or filter this page'],
  [['j'], 'Next row in a list'],
  [['k'], 'Previous row in a list'],
  [['Enter'], 'Open the row'],
  [['Esc'], 'Close the detail'],
  [['?'], 'Show these shortcuts'],
];

const chordMs = 1_500;

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
  );
}

/** Moves focus among the page's rows: whatever carries `data-row`, in reading order. */
function moveRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const current = at >= 0 ? at : rows.findIndex((row) => row.getAttribute('aria-current') === 'true');
  const next =
    current < 0 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, current + by));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: 'nearest' });
}

export function useShortcuts(onHelp: () => void): void {
  const navigate = useNavigate();
  const { keys } = usePreferences();
  const help = useRef(onHelp);
  help.current = onHelp;
  useEffect(() => {
    if (!keys) return;
    let chordUntil = 0;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target))
        return;
      if (document.querySelector('dialog[open]')) return;
      const chord = event.timeStamp < chordUntil;
      chordUntil = 0;
      if (chord) {
        const place = places.find(({ key }) => key === event.key);
        if (place) void navigate({ to: place.to });
        return;
      }
      switch (event.key) {
        case 'g':
          chordUntil = event.timeStamp + chordMs;
          break;
        case '/': {
          const search = document.querySelector<HTMLInputElement>('[data-search]');
          if (!search) return;
          event.preventDefault();
          search.focus();
          search.select();
          break;
        }
        case 'j':
          moveRow(1);
          break;
        case 'k':
          moveRow(-1);
          break;
        case '?':
          help.current();
          break;
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [keys, navigate]);
}

export function KeyHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { keys } = usePreferences();
  const may = useMay();
  const going = places
    .filter(({ key, actions }) => key !== undefined && actions.some(may))
    .map(({ key = '', word }): [string[], string] => [['g', key], `Go to ${word}`]);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="key-help" onClose={onClose}>
      <h2 id="key-help">Keyboard shortcuts</h2>
      <dl className="key-list">
        {[...going, ...listed].map(([strokes, does]) => (
          <div key={does}>
            <dt>
              {strokes.map((stroke) => (
                <kbd key={stroke}>{stroke}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={keys}
          onChange={(event) => setPreference('keys', event.target.checked)}
        />
        Use single-key shortcuts
      </label>
      <form method="dialog">
        <button type="submit" className="button">
          Close
        </button>
      </form>
    </dialog>
  );
}
