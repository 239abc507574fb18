/** Systems that Cordon asks for their logs, and how that goes. */
import type { SourcesView } from '@cordon/server/api';
import { When } from '../../parts/When.tsx';
import { lengthWord, pullState } from '../../words/sources.ts';

export function PulledSection({ pulled }: { pulled: SourcesView['pulled'] }) {
  if (pulled.length === 0) return null;
  return (
    <section className="pulled" aria-labelledby="pulled-head">
      <h2 id="pulled-head">Systems that Cordon asks</h2>
      <ul>
        {pulled.map((pull) => {
          const { word, kind, why } = pullState(pull);
          return (
            <li key={pull.source}>
              <p>
                <strong className="wrap-anywhere">{pull.source}</strong>{' '}
                {kind === 'well' ? word : <strong className={kind}>{word}</strong>}
              </p>
              {why !== null && <p className="wrap-anywhere">{why}</p>}
              <p className="muted">
                {pull.kind}, asked every {lengthWord(pull.every)}; last read{' '}
                {pull.last_success === null ? 'never' : <When at={pull.last_success} show="stamp" />}
                {pull.error !== null && (
                  <>
                    ; asked again <When at={pull.next_run} show="stamp" />
                  </>
                )}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
