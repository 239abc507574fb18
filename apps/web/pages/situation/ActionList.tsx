/** Advice, in order, each with its reason and what it would cost patients. Nothing here acts on a hospital system. */
import type { Action } from '@cordon/incidents';

export function ActionList({
  actions,
  serviceNames,
}: {
  actions: Action[];
  serviceNames: Map<string, string>;
}) {
  if (actions.length === 0) {
    return (
      <p className="muted">No action is proposed yet. Read the incident and decide with the clinical lead.</p>
    );
  }
  return (
    <>
      <ol className="actions">
        {actions.map((action) => (
          <li key={action.text}>
            <p className="action-text">{action.text}</p>
            <p className="action-why">{action.why}</p>
            {action.cost.length > 0 ? (
              <p className="action-cost">
                <strong>Cost to care:</strong>{' '}
                {action.cost.map((id) => serviceNames.get(id) ?? id).join(', ')}
              </p>
            ) : (
              <p className="action-cost action-free">
                <strong>Cost to care:</strong> none known
              </p>
            )}
          </li>
        ))}
      </ol>
      <p className="actions-note">
        Advice only. Nothing is done to a hospital system without a named clinical approver.
      </p>
    </>
  );
}
