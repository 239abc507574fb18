/** What to bring back, in its order: what each waits for and holds up, what is said of it, and what is back. */
import type { Board, BoardStep } from '@cordon/recovery';
import { When } from '../../parts/When.tsx';
import { plural } from '../../words/words.ts';
import { Names } from './Names.tsx';
import { Say } from './Say.tsx';
import { StepMark } from './StepMark.tsx';
import { minutesWord, momentWord } from './words.ts';

export function Steps({ board }: { board: Board }) {
  const { steps, next, critical_path, recovery } = board;
  const names = new Map(steps.map(({ id, name }) => [id, name]));
  const missing = steps.filter(({ turn }) => turn !== null);
  const back = steps.filter(({ turn }) => turn === null);
  const line = (step: BoardStep) => (
    <StepLine
      key={step.id}
      step={step}
      recovery={recovery.ended ? null : recovery.id}
      names={names}
      isNext={next.includes(step.id)}
      isCritical={critical_path.includes(step.id)}
    />
  );
  return (
    <>
      <section className="panel" aria-labelledby="recovery-order">
        <div className="panel-head">
          <h2 id="recovery-order">What to bring back, in this order</h2>
          <p className="muted">Reckoned anew whenever somebody says something</p>
        </div>
        <Rings board={board} names={names} />
        {missing.length === 0 ? (
          <p>Everything is back.</p>
        ) : (
          <ol className="recovery-steps">{missing.map(line)}</ol>
        )}
      </section>
      {back.length > 0 && (
        <section className="panel" aria-labelledby="recovery-back">
          <h2 id="recovery-back">What is back</h2>
          <ul className="recovery-steps">{back.map(line)}</ul>
        </section>
      )}
    </>
  );
}

function Rings({ board: { rings, gone }, names }: { board: Board; names: ReadonlyMap<string, string> }) {
  return (
    <>
      {rings.map((ring) => (
        <p key={ring.join()} className="unknown-note">
          <strong>{ring.map((id) => names.get(id) ?? id).join(' and ')} need each other.</strong> The first of
          them in this list is brought up without the others, and looked at again once they are back.
        </p>
      ))}
      {gone.length > 0 && (
        <p className="unknown-note">
          <strong>No longer in the estate: {gone.join(', ')}.</strong> They fell in this recovery, and nobody
          can say any more what rests on them.
        </p>
      )}
    </>
  );
}

interface StepLineProps {
  step: BoardStep;
  /** null where nothing more is said. */
  recovery: string | null;
  names: ReadonlyMap<string, string>;
  isNext: boolean;
  isCritical: boolean;
}

function StepLine({ step, recovery, names, isNext, isCritical }: StepLineProps) {
  const { turn, name, now, suspects } = step;
  return (
    <li className={isNext ? 'recovery-step recovery-step-next' : 'recovery-step'} id={`step-${step.id}`}>
      <span className="recovery-turn" aria-hidden={turn === null}>
        {turn ?? '✓'}
      </span>
      <div>
        <p className="recovery-name">{name}</p>
        <Whose step={step} />
        {suspects.length > 0 && (
          <p className="recovery-suspects">
            <strong>Do not restore onto {suspects.map(({ hostname }) => hostname).join(', ')}:</strong> an
            open incident shows {suspects.length === 1 ? 'it' : 'them'} in an intruder’s hands or under
            suspicion.
          </p>
        )}
      </div>
      <div>
        <StepMark state={now.state} />
        <p className="under">
          since <When at={now.since} show="minute" />, says {now.by}
        </p>
        {now.note !== '' && <p className="prose">{now.note}</p>}
        {recovery !== null && <Say recovery={recovery} step={step} />}
        <Earlier step={step} />
      </div>
      <div>
        {isNext && (
          <p>
            <strong>Can be begun now.</strong>
          </p>
        )}
        {step.needs.length > 0 && (
          <div>
            Waits for <Names ids={step.needs} names={names} />
          </div>
        )}
        {step.begins_without.length > 0 && (
          <div>
            Brought up at first without what needs it in turn:{' '}
            <Names ids={step.begins_without} names={names} />
          </div>
        )}
        {step.holds_up.length > 0 && (
          <div>
            Holds up <Names ids={step.holds_up} names={names} />
          </div>
        )}
        <p className="under">{step.reason}</p>
      </div>
      <Times step={step} isCritical={isCritical} />
      <p className="recovery-by-hand">☐ being restored ☐ back ☐ checked, by ______________ at ______</p>
    </li>
  );
}

function Whose({ step: { supplier, kind, sites, assets } }: { step: BoardStep }) {
  return (
    <>
      <p className="under">
        {kind === 'supplier'
          ? 'Supplier'
          : sites.length > 0
            ? sites.join(', ')
            : 'Nobody knows where it runs'}
        {assets.count > 0 && `, ${plural(assets.count, 'asset')}`}
        {assets.some.length > 0 && (
          <>
            {': '}
            {assets.some.map(({ hostname }) => hostname).join(', ')}
            {assets.count > assets.some.length && ' and others'}
          </>
        )}
      </p>
      {supplier && (
        <p className="under">
          {kind === 'system' && `${supplier.name}: `}
          {supplier.contact ?? 'nobody has written down how to reach them'}
        </p>
      )}
    </>
  );
}

function Earlier({ step: { before } }: { step: BoardStep }) {
  if (before.length === 0) return null;
  return (
    <details className="no-print">
      <summary>Said before</summary>
      <ul className="recovery-before">
        {before.map((said) => (
          <li key={said.version}>
            <StepMark state={said.state} /> since <When at={said.since} show="minute" />, says {said.by}
            {said.note !== '' && <>: {said.note}</>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Times({ step, isCritical }: { step: BoardStep; isCritical: boolean }) {
  const { expected, minutes, objective_minutes, down_minutes, tried_on, turn } = step;
  const isLate = objective_minutes !== null && down_minutes > objective_minutes;
  return (
    <dl className="recovery-times">
      <div>
        <dt>{turn === null ? 'Was down' : 'Down'}</dt>
        <dd className={isLate ? 'bad' : undefined}>
          {minutesWord(down_minutes)}
          {objective_minutes === null
            ? ', no objective agreed'
            : isLate
              ? `, objective ${minutesWord(objective_minutes)}: missed`
              : ` of ${minutesWord(objective_minutes)}`}
        </dd>
      </div>
      {expected !== null && (
        <>
          <div>
            <dt>Work left</dt>
            <dd>
              {minutes === null ? 'nobody knows' : minutesWord(minutes)}
              {minutes !== null && tried_on === null && ', never tried'}
            </dd>
          </div>
          <div>
            <dt>Back in</dt>
            <dd>{momentWord(expected)}</dd>
          </div>
          {isCritical && (
            <div>
              <dt>Chain</dt>
              <dd>the longest: more teams do not shorten it</dd>
            </div>
          )}
        </>
      )}
    </dl>
  );
}
