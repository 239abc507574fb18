/** Every service that the recovery is about: how long it has been away, against what it can bear on paper. */
import type { Board, BoardService } from '@cordon/recovery';
import { When } from '../../parts/When.tsx';
import { urgencyWord } from '../../words/words.ts';
import { Names } from './Names.tsx';
import { ServiceMark } from './StepMark.tsx';
import { minutesWord, paperSentence, paperWord } from './words.ts';

export function Services({ board }: { board: Board }) {
  const names = new Map(board.steps.map(({ id, name }) => [id, name]));
  return (
    <section className="panel" aria-labelledby="recovery-services">
      <div className="panel-head">
        <h2 id="recovery-services">What patients feel</h2>
        <p className="muted">Hours away against hours on paper, the worst first</p>
      </div>
      {board.services.length === 0 ? (
        <p className="unknown-note">
          No service is known to rest on what fell. That may only mean that nobody wrote it down.
        </p>
      ) : (
        <ul className="recovery-services">
          {board.services.map((service) => (
            <ServiceLine key={service.id} service={service} names={names} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ServiceLine({ service, names }: { service: BoardService; names: ReadonlyMap<string, string> }) {
  const { name, urgency, state, since, minutes, paper, waits_for, fallback } = service;
  return (
    <li className={paper === null ? 'recovery-service' : `recovery-service paper-${paper.replace(' ', '-')}`}>
      <div>
        <p className="recovery-name">{name}</p>
        <p className="under">{urgencyWord(urgency)}</p>
      </div>
      <div>
        <ServiceMark state={state} />
        {since !== null && (
          <p className="under">
            for <strong>{minutesWord(minutes)}</strong>, since <When at={since} show="minute" />
          </p>
        )}
      </div>
      <div>
        {paper !== null && (
          <>
            <Paper service={service} />
            <p className="recovery-paper">{paperSentence(service)}</p>
            {fallback !== null && <p className="under">On paper: {fallback}</p>}
          </>
        )}
      </div>
      <div>
        {waits_for.length > 0 && (
          <div>
            Waits for <Names ids={waits_for} names={names} join=", then " />
          </div>
        )}
      </div>
    </li>
  );
}

/** Time away as a share of what it can bear; the sentence beside it says the same. */
function Paper({ service: { paper, minutes, tolerable_minutes } }: { service: BoardService }) {
  const share = tolerable_minutes === null ? 1 : Math.min(1, minutes / tolerable_minutes);
  return (
    <p className="recovery-bar-line">
      <span className="recovery-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <strong className="recovery-paper-word">{paperWord[paper!]}</strong>
    </p>
  );
}
