/** What a proposal rests on: what is taken to be held, how far it looks, and what nobody knows or has confirmed. */
import type { Proposal } from '@cordon/containment';
import type { ReactNode } from 'react';
import { count, plural } from '../../words/words.ts';

export function Premises({ proposal, children }: { proposal: Proposal; children: ReactNode }) {
  const { held, taken, directories, unknown, horizon, proved, bound, confirmed } = proposal;
  const { assets, accounts, suppliers } = held;
  const counts = [
    { ids: assets, word: 'system' },
    { ids: accounts, word: 'account' },
    { ids: suppliers, word: 'supplier' },
  ].filter(({ ids }) => ids.length > 0);
  return (
    <>
      <p>
        {children} holds <strong>{counts.map(({ ids, word }) => plural(ids.length, word)).join(', ')}</strong>{' '}
        ({[...assets, ...accounts, ...suppliers].join(', ')}), looking {horizon / 60} hours ahead at the
        fastest pace on record.
        {taken.length > 0 && (
          <>
            {' '}
            Accounts used there are taken to be stolen: <strong>{taken.join(', ')}</strong>.
          </>
        )}
      </p>
      {directories.length > 0 && (
        <p className="unknown-note">
          <strong>The directory of {directories.join(', ')} is taken to be read.</strong> Every account in it
          counts as stolen. New passwords help once that of krbtgt has been reset twice, ten hours apart:
          until then an intruder can sign in as anybody.
        </p>
      )}
      {unknown.length > 0 && (
        <p className="unknown-note">
          <strong>Not in the estate: {unknown.join(', ')}.</strong> Nobody can say how far an intruder gets
          from there.
        </p>
      )}
      <p className="muted">
        {proved
          ? 'By this reckoning no other set of actions costs less.'
          : `The search was ended early: no set of actions costs less than ${count(Math.round(bound))} patient-hours.`}
        {!confirmed &&
          ' Patient-hours are weighted by a judgement that no clinical safety officer has confirmed: compare them, do not quote them.'}
      </p>
    </>
  );
}
