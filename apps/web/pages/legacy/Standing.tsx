/** On what all of it rests, of which day, and what could not be taken into account. */
import type { LegacyView, VulnerabilitiesView } from '@cordon/server/api';

export function Standing({ view }: { view: LegacyView | VulnerabilitiesView }) {
  const { day, sources, told } = view;
  const tables = 'groups' in view ? view.support : null;
  return (
    <div className="legacy-standing">
      {tables?.stale && (
        <p className="unknown-note">
          <strong>The tables of support are {tables.days} days old.</strong> What has ended since{' '}
          {tables.as_of} is not in them.
        </p>
      )}
      {sources.kev === null && (
        <p className="unknown-note">
          <strong>No catalogue of exploited vulnerabilities is at hand,</strong> so anything may be exploited,
          and counts as that. Put CISA’s into the folder <code>feeds</code>: beside <code>hospital.yaml</code>
          , or in Cordon’s data folder where there is none.
        </p>
      )}
      <p className="muted">
        As of {day}.{tables && ` Tables of support of ${tables.as_of}.`}
        {sources.kev !== null && ` Exploited vulnerabilities up to ${sources.kev}.`}
        {sources.epss !== null && ` Forecasts of ${sources.epss}.`}
      </p>
      {told.length > 0 && (
        <details>
          <summary>What could not be taken into account: {told.length}</summary>
          <ul className="bullets">
            {told.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
