/** The board in four numbers, to be read from across a room. */
import type { Board } from '@cordon/recovery';
import { count } from '../../words/words.ts';

export function Glance({ board }: { board: Board }) {
  const { services, steps, next } = board;
  const stopped = services.filter(({ state }) => state === 'stopped').length;
  const past = services.filter(({ paper }) => paper === 'passed' || paper === 'unknown').length;
  const now = (...states: string[]) => steps.filter((step) => states.includes(step.now.state)).length;
  return (
    <dl className="recovery-glance">
      <Figure word="Services stopped" number={stopped} of={services.length} bad={stopped > 0} />
      <Figure
        word="Past what paper bears, or nobody knows"
        number={past}
        of={services.length}
        bad={past > 0}
      />
      <Figure word="Can be begun now" number={next.length} />
      <Figure word="Being restored, or at a supplier" number={now('restoring', 'waiting')} />
      <Figure word="Back" number={now('back', 'verified')} of={steps.length} />
      <Figure word="Checked" number={now('verified')} of={steps.length} />
    </dl>
  );
}

function Figure({
  word,
  number,
  of,
  bad = false,
}: {
  word: string;
  number: number;
  of?: number;
  bad?: boolean;
}) {
  return (
    <div className={bad ? 'recovery-figure recovery-figure-bad' : 'recovery-figure'}>
      <dt>{word}</dt>
      <dd>
        <strong>{count(number)}</strong>
        {of !== undefined && ` of ${count(of)}`}
      </dd>
    </div>
  );
}
