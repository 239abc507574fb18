/** Severity and state, always by shape and word as well as colour. */
import type { Level } from '@cordon/detection';
import type { Standing } from '../words/spread.ts';
import { levelWord, type ServiceState, standingWord, stateWord } from '../words/words.ts';

const levelShapes: Record<Level, React.ReactNode> = {
  critical: (
    <>
      <path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z" fill="currentColor" />
      <path d="M8 4v4.6M8 10.9v1.3" stroke="var(--surface)" strokeWidth="2" />
    </>
  ),
  high: <path d="M8 1.2 15.4 14.6H.6z" fill="currentColor" />,
  medium: <path d="M8 .9 15.1 8 8 15.1.9 8z" fill="currentColor" />,
  low: <circle cx="8" cy="8" r="6" fill="currentColor" />,
  informational: <circle cx="8" cy="8" r="5.2" fill="none" stroke="currentColor" strokeWidth="2" />,
};

export function LevelGlyph({ level, size = 14 }: { level: Level; size?: number }) {
  return (
    <svg className={`mark level-${level}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {levelShapes[level]}
    </svg>
  );
}

/** Glyph and word. `strong` fills it, for the one place on a page that must be seen first. */
export function LevelMark({ level, strong = false }: { level: Level; strong?: boolean }) {
  return (
    <span className={strong ? `level-tag level-tag-${level}` : 'level-mark'}>
      <LevelGlyph level={level} />
      <span>{levelWord[level]}</span>
    </span>
  );
}

/** Hatched, like the part of a map that nobody has surveyed: whatever is unknown looks like this. */
export const unknownShape = (
  <>
    <rect
      x="1"
      y="1"
      width="14"
      height="14"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeDasharray="3 1.7"
    />
    <path
      d="M5.6 6.1c0-3.1 4.8-3.1 4.8-.2 0 1.7-2.4 1.9-2.4 3.7M8 11.2v1.6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
    />
  </>
);

const stateShapes: Record<ServiceState, React.ReactNode> = {
  unknown: unknownShape,
  hit: (
    <>
      <rect x=".8" y=".8" width="14.4" height="14.4" fill="currentColor" />
      <path d="m4.8 4.8 6.4 6.4M11.2 4.8l-6.4 6.4" stroke="var(--surface)" strokeWidth="2" />
    </>
  ),
  reachable: (
    <>
      <path
        d="M8 1.5 14.9 14H1.1z"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <path d="M8 6v3.4M8 11v1.3" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
  clear: (
    <>
      <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="m4.9 8.2 2.2 2.2 4-4.4" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
};

interface StateGlyphProps {
  state: ServiceState;
  size?: number;
  /** Centre, when drawn inside another picture. */
  at?: { x: number; y: number };
}

export function StateGlyph({ state, size = 16, at }: StateGlyphProps) {
  return (
    <svg
      className={`mark state-${state}`}
      {...(at ? { x: at.x - size / 2, y: at.y - size / 2 } : {})}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {stateShapes[state]}
    </svg>
  );
}

export function StateMark({ state }: { state: ServiceState }) {
  return (
    <span className={`state-mark state-word-${state}`}>
      <StateGlyph state={state} />
      <span>{stateWord[state]}</span>
    </span>
  );
}

const standingShapes: Record<Standing, React.ReactNode> = {
  compromised: stateShapes.hit,
  suspected: (
    <>
      <path d="M8 1 15 8l-7 7-7-7z" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M8 1 15 8l-7 7z" fill="currentColor" />
    </>
  ),
  touched: (
    <>
      <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="8" cy="8" r="2.4" fill="currentColor" />
    </>
  ),
  reachable: (
    <path d="M8 2 14.5 13.6h-13z" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
  ),
};

interface StandingGlyphProps {
  standing: Standing;
  size?: number;
  /** Centre, when drawn inside another picture. */
  at?: { x: number; y: number };
}

export function StandingGlyph({ standing, size = 15, at }: StandingGlyphProps) {
  return (
    <svg
      className={`mark standing-${standing}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      {...(at ? { x: at.x - size / 2, y: at.y - size / 2 } : {})}
    >
      {standingShapes[standing]}
    </svg>
  );
}

export function StandingMark({ standing }: { standing: Standing }) {
  return (
    <span className={`state-mark standing-word-${standing}`}>
      <StandingGlyph standing={standing} />
      <span>{standingWord[standing]}</span>
    </span>
  );
}
