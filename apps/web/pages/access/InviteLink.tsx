/** The link by which somebody sets up how they sign in. Whoever has it can be them, so it is handed over with care. */
import type { Invited } from '@cordon/server/api';
import { Once } from '../../parts/Once.tsx';
import { When } from '../../parts/When.tsx';

export function InviteLink({ invited, onKept }: { invited: Invited; onKept: () => void }) {
  return (
    <Once secret={invited.link} label="link" onKept={onKept}>
      <p>
        The link for <strong>{invited.person.name}</strong>. It is shown this once, works once, and until{' '}
        <When at={invited.ends} show="minute" />. Whoever opens it first becomes them: hand it over yourself,
        by a way on which you know that it is them.
      </p>
    </Once>
  );
}
