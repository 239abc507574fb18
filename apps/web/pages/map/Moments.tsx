/** A slider over the moments at which more falls, and a button that walks through them; not for who asks for no motion. */
import type { Pace } from '@cordon/containment';
import { useEffect, useId } from 'react';
import { useMedia } from '../../parts/useMedia.ts';
import { plural } from '../../words/words.ts';
import { minutesWord, type Standing } from './words.ts';

const stepMs = 700;

interface MomentsProps {
  pace: Pace;
  standing: Standing;
  step: number;
  playing: boolean;
  onStep(step: number): void;
  onPlay(playing: boolean): void;
}

export function Moments({ pace, standing, step, playing, onStep, onPlay }: MomentsProps) {
  const id = useId();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const last = pace.moments.length - 1;
  useEffect(() => {
    if (!playing) return;
    if (step >= last) return onPlay(false);
    const timer = setTimeout(() => onStep(step + 1), stepMs);
    return () => clearTimeout(timer);
  }, [playing, step, last, onStep, onPlay]);
  const words = `${minutesWord(standing.minute)}: ${plural(standing.assets, 'asset')}, ${plural(standing.accounts, 'account')}`;
  return (
    <div className="moments">
      {!still && (
        <button
          type="button"
          className="button button-secondary no-print"
          onClick={() => {
            if (!playing && step >= last) onStep(0);
            onPlay(!playing);
          }}
        >
          {playing ? 'Pause' : 'Play'}
        </button>
      )}
      <label htmlFor={id} className="visually-hidden">
        Time since the beginning
      </label>
      <input
        id={id}
        type="range"
        className="no-print"
        min={0}
        max={last}
        step={1}
        value={step}
        aria-valuetext={words}
        onChange={(event) => {
          onPlay(false);
          onStep(Number(event.target.value));
        }}
      />
      <output htmlFor={id} className="number map-moment">
        {words}
      </output>
    </div>
  );
}
