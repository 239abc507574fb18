/** How much something weighs, by the shapes of severity, with words of its own: how soon to act, or what is asked at a way in. */
import type { Level } from '@cordon/detection';
import type { AssetView } from '@cordon/server/api';
import type { ReactNode } from 'react';
import { LevelGlyph } from '../../parts/Marks.tsx';
import { outcomeLevel, outcomeWord } from '../../words/estate.ts';

interface WeightProps {
  level: Level;
  strong?: boolean;
  children: ReactNode;
}

export function Weight({ level, strong = false, children }: WeightProps) {
  return (
    <span className={strong ? `level-tag level-tag-${level}` : 'level-mark'}>
      <LevelGlyph level={level} />
      <strong>{children}</strong>
    </span>
  );
}

type Outcome = NonNullable<AssetView['decision']>['outcome'];

export function HowSoon({ outcome, strong = false }: { outcome: Outcome; strong?: boolean }) {
  return (
    <Weight level={outcomeLevel[outcome]} strong={strong}>
      {outcomeWord[outcome]}
    </Weight>
  );
}
