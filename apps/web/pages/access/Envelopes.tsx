/** Break-glass codes as they were made: shown once, and printed one to a page with what to do, for an envelope each. */
import { Icon } from '../../parts/Icon.tsx';
import { When } from '../../parts/When.tsx';
import { useSession } from '../../session.ts';
import { plural } from '../../words/words.ts';

export interface MadeCode {
  id: string;
  code: string;
}

export function Envelopes({ codes, onKept }: { codes: readonly MadeCode[]; onKept: () => void }) {
  const { person, organisation, organisations } = useSession();
  const made = new Date().toISOString();
  const place = organisations.find(({ id }) => id === organisation)?.name ?? organisation;
  return (
    <section className="envelopes" aria-labelledby="envelopes">
      <div className="panel no-print" role="status">
        <h2 id="envelopes">{plural(codes.length, 'new code')}, shown this once</h2>
        <p>Print them now: each comes on a page of its own with what to do. Seal each in an envelope.</p>
        <div className="button-row">
          <button type="button" className="button" onClick={() => window.print()}>
            <Icon name="print" size={18} /> Print {plural(codes.length, 'page')}
          </button>
          <button type="button" className="button button-secondary" onClick={onKept}>
            They are in their envelopes
          </button>
        </div>
      </div>
      {codes.map(({ id, code }) => (
        <article key={id} className="panel envelope" aria-label={`Code ${id}`}>
          <p className="envelope-head">Cordon at {place}</p>
          <h2>Break the glass</h2>
          <p>
            For whoever must act in a cyber attack and cannot sign in. Patients cannot wait; otherwise leave
            it sealed.
          </p>
          <ol className="envelope-steps">
            <li>
              Open <strong>{location.origin}</strong> in a browser.
            </li>
            <li>
              Choose <strong>Break the glass</strong>. Type your name, why it cannot wait, and this code:
              <span className="envelope-code mono">{code}</span>
            </li>
            <li>You are in for four hours. Everybody is told at once that you are, and why.</li>
            <li>Within 72 hours somebody else must review what you did. Tell them that you used this.</li>
            <li>This code works once. Ask an administrator of Cordon for a new envelope.</li>
          </ol>
          <p className="muted">
            Code <span className="mono">{id}</span>, made by {person.name}, <When at={made} show="minute" />.
            It stops working when new codes are made.
          </p>
        </article>
      ))}
    </section>
  );
}
