/** Where the simulated attack has got to. Simulated data is always called simulated. */
import type { Situation } from '@cordon/server/api';
import { When } from '../../parts/When.tsx';
import { count } from '../../words/words.ts';

export function Replay({ demonstration }: { demonstration: NonNullable<Situation['demonstration']> }) {
  const percent = Math.round(demonstration.progress * 100);
  return (
    <div className="replay">
      <p>
        <strong>{demonstration.finished ? 'Simulated attack ended' : 'Replaying a simulated attack'}</strong>
        <span className="replay-detail" title={demonstration.scenario}>
          {demonstration.scenario}
        </span>
        <span className="replay-clock">
          {demonstration.clock && <When at={demonstration.clock} show="minute" />}
          {!demonstration.finished && `, ${count(demonstration.speed)}× real speed`}
        </span>
      </p>
      <div className="replay-meter">
        <progress value={demonstration.progress} max={1} aria-label="How far the replay has got" />
        <span className="number">{percent}%</span>
      </div>
    </div>
  );
}
