/** Whether somebody can sign in: by shape, word and colour. */
import type { Person } from '@cordon/server/api';
import { unknownShape } from '../../parts/Marks.tsx';
import { personStateWord } from '../../words/access.ts';

const shapes: Record<Person['state'], React.ReactNode> = {
  active: (
    <>
      <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="m4.9 8.2 2.2 2.2 4-4.4" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
  invited: unknownShape,
  disabled: (
    <>
      <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M3.6 12.4 12.4 3.6" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
};

export function PersonState({ state }: { state: Person['state'] }) {
  return (
    <span className={`state-mark person-${state}`}>
      <svg className="mark" width="15" height="15" viewBox="0 0 16 16" aria-hidden="true">
        {shapes[state]}
      </svg>
      <span>{personStateWord[state]}</span>
    </span>
  );
}
