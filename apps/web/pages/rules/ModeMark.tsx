/** How far a rule is trusted, by shape and word. */
import type { Mode } from '@cordon/server/api';
import { modeWord } from '../../words/rules.ts';

const shapes: Record<Mode, React.ReactNode> = {
  enabled: <circle cx="8" cy="8" r="6" fill="currentColor" />,
  test: (
    <>
      <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" />
    </>
  ),
  disabled: (
    <>
      <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M4 12 12 4" stroke="currentColor" strokeWidth="2" />
    </>
  ),
};

export function ModeMark({ mode }: { mode: Mode }) {
  return (
    <span className={`level-mark mode-${mode}`}>
      <svg className="mark" width={14} height={14} viewBox="0 0 16 16" aria-hidden="true">
        {shapes[mode]}
      </svg>
      <span>{modeWord[mode]}</span>
    </span>
  );
}
