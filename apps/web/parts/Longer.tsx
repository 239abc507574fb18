/** The first rows of a long table, and a button for the others. On paper all of them are there. */
import { type ReactNode, useState } from 'react';
import { count } from '../words/words.ts';

/** More than a screen of rows is not read at three in the morning. */
const most = 8;

interface Longer {
  /** Of the row at this place. */
  rowClass(index: number): string | undefined;
  /** To be put after the table. */
  button: ReactNode;
}

/** @param what they are, as in "Show all 27 wards" */
export function useLonger(total: number, what: string): Longer {
  const [all, setAll] = useState(false);
  // To hide one row and put a button in its place would save nothing.
  const isShort = total <= most + 1;
  return {
    rowClass: (index) => (all || isShort || index < most ? undefined : 'only-on-paper'),
    button:
      all || isShort ? null : (
        <button type="button" className="button button-secondary no-print" onClick={() => setAll(true)}>
          Show all {count(total)} {what}
        </button>
      ),
  };
}
