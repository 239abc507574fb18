/** Nothing needs you; or nothing has been read, which is not the same thing and must not look like it. */
import type { Situation } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../parts/Icon.tsx';
import { IfMay } from '../../parts/IfMay.tsx';
import { When } from '../../parts/When.tsx';
import { plural } from '../../words/words.ts';

export function Calm({ situation }: { situation: Situation }) {
  const findings = Object.values(situation.findings_by_level).reduce((sum, number) => sum + number, 0);
  const unknown = situation.services.filter((service) => service.state === 'unknown').length;
  return (
    <section className="panel calm" aria-labelledby="calm-title">
      <span className="calm-sign">
        <Icon name="tick" size={32} />
      </span>
      <div>
        <h2 id="calm-title">Nothing needs you now</h2>
        <p>
          No incident is open. Cordon has read {plural(situation.events, 'event')}
          {situation.now && (
            <>
              , the newest from <When at={situation.now} show="stamp" />
            </>
          )}
          , and checks each against {plural(situation.rules.loaded, 'rule')}.{' '}
          {findings > 0 ? (
            <>
              <IfMay action="finding.read">
                <Link to="/findings">{plural(findings, 'finding')}</Link>
              </IfMay>{' '}
              {findings === 1 ? 'was' : 'were'} too weak or too far apart to make an incident.
            </>
          ) : (
            'No rule has fired.'
          )}
        </p>
        {unknown > 0 && (
          <p>
            <strong>{plural(unknown, 'service')} cannot be vouched for:</strong> no system is mapped to{' '}
            {unknown === 1 ? 'it' : 'them'} in the estate.
          </p>
        )}
      </div>
    </section>
  );
}

/** Logs wait that nobody has looked at: the page must not look calm. */
export function Behind({ behind }: { behind: NonNullable<Situation['behind']> }) {
  return (
    <section className="panel behind" aria-labelledby="behind-title">
      <h2 id="behind-title">Not known: Cordon is behind</h2>
      <p>
        {plural(behind.batches, 'batch', 'batches')} of logs wait that nobody has looked at, the oldest since{' '}
        <When at={behind.since} show="stamp" />. They are kept. What is on this page is from before; nothing
        can be called clear until they are worked through.
      </p>
      <p>If the number does not fall, look at the log of the Cordon process: it says what it could not do.</p>
    </section>
  );
}

export function NothingRead({ situation }: { situation: Situation }) {
  return (
    <section className="panel nothing-read" aria-labelledby="nothing-title">
      <h2 id="nothing-title">Nothing has been read yet</h2>
      <p>
        Cordon is running with {plural(situation.rules.loaded, 'rule')}
        {situation.organisation ? ` and the estate of ${situation.organisation.name}` : ' and no estate'}, and
        has seen no log. Until it does, it cannot say that all is well. Give it logs in either of these ways:
      </p>
      <ol className="ways">
        <li>
          <h3>Read files and folders</h3>
          <p>Windows event logs, Zeek, Suricata, syslog, FHIR audit events or JSON, compressed or not:</p>
          <pre>
            <code>npx cordon scan PATH</code>
          </pre>
          <p className="muted">Findings are printed; this console is not needed.</p>
        </li>
        <li>
          <h3>Send events to this server</h3>
          <p>The same formats, from a log shipper or by hand:</p>
          <pre>
            <code>{`curl --data-binary @events.ndjson \\\n  -H 'Authorization: Bearer TOKEN' \\\n  '${window.location.origin}/api/v1/logs?name=events.ndjson'`}</code>
          </pre>
          <p className="muted">
            They appear here within a second or two. A token is made under Access, Tokens.
          </p>
        </li>
      </ol>
      <p>
        Or start with the sample hospital under a simulated attack: <code>npm start</code>
      </p>
    </section>
  );
}
