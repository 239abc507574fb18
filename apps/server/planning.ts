/** What the intruder of an incident holds, as plans take it. Pure. */
import type { Held } from '@cordon/containment';
import type { Estate } from '@cordon/estate';
import type { Incident } from '@cordon/incidents';

/**
 * Only what findings show to be in an intruder's hands, and only what the estate knows: for others there is nothing to close.
 *
 * @param incident null where there is none: of that nothing can be said
 */
export function heldIn(estate: Estate | null, incident: Incident | null): Held | undefined {
  if (incident === null) return undefined;
  const taken = incident.entities.filter(({ standing }) => standing === 'compromised');
  return {
    assets: taken.filter(({ kind }) => kind === 'asset').map(({ id }) => id),
    accounts: taken
      .filter(({ kind }) => kind === 'account')
      .flatMap(({ id }) => estate?.account(id)?.id ?? []),
  };
}
