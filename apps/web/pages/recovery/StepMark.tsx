/** How something that fell is now, by shape and word as well as colour. */
import type { BoardService, StepState } from '@cordon/recovery';
import type { ReactNode } from 'react';
import { serviceWord, stepWord } from './words.ts';

const shapes: Record<StepState, ReactNode> = {
  down: (
    <>
      <rect x=".8" y=".8" width="14.4" height="14.4" fill="currentColor" />
      <path d="m4.8 4.8 6.4 6.4M11.2 4.8l-6.4 6.4" stroke="var(--surface)" strokeWidth="2" />
    </>
  ),
  waiting: (
    <path
      d="M3 1.5h10M3 14.5h10M4.2 1.5c0 3.6 3.2 4.4 3.8 6.5.6-2.1 3.8-2.9 3.8-6.5M4.2 14.5c0-3.6 3.2-4.4 3.8-6.5.6 2.1 3.8 2.9 3.8 6.5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
    />
  ),
  restoring: (
    <>
      <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M8 1.4a6.6 6.6 0 0 1 0 13.2z" fill="currentColor" />
    </>
  ),
  back: (
    <>
      <circle
        cx="8"
        cy="8"
        r="6.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeDasharray="3 1.7"
      />
      <path d="m4.9 8.2 2.2 2.2 4-4.4" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
  verified: (
    <>
      <circle cx="8" cy="8" r="7.4" fill="currentColor" />
      <path d="m4.6 8.2 2.4 2.4 4.3-4.8" fill="none" stroke="var(--surface)" strokeWidth="2" />
    </>
  ),
};

function Glyph({ state }: { state: StepState }) {
  return (
    <svg className={`mark step-${state}`} width="17" height="17" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[state]}
    </svg>
  );
}

export function StepMark({ state }: { state: StepState }) {
  return (
    <span className="state-mark step-mark">
      <Glyph state={state} />
      <strong>{stepWord[state]}</strong>
    </span>
  );
}

const shapeOf: Record<BoardService['state'], StepState> = {
  stopped: 'down',
  worse: 'restoring',
  'to verify': 'back',
  running: 'verified',
};

export function ServiceMark({ state }: { state: BoardService['state'] }) {
  return (
    <span className="state-mark step-mark">
      <Glyph state={shapeOf[state]} />
      <strong>{serviceWord[state]}</strong>
    </span>
  );
}
