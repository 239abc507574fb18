/** The exact lines of an approved plan, for the firewall that the hospital has, and what takes them back. */
import type { FirewallKind, Plan } from '@cordon/containment';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { commandsQuery } from '../../data.ts';
import { Copy } from '../../parts/Copy.tsx';
import { Field } from '../../parts/Field.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { firewallWord } from './words.ts';

export function Lines({ plan }: { plan: Plan }) {
  const [kind, setKind] = useState<FirewallKind>('pan-os');
  const [back, setBack] = useState(false);
  const [first, setFirst] = useState('');
  const needsFirst = kind === 'fortigate';
  const { data, error, isPending } = useQuery(
    commandsQuery(plan.id, { kind, ...(needsFirst && /^\d+$/.test(first) && { first }) }),
  );
  const label = useId();
  return (
    <section className="panel" aria-labelledby="plan-lines">
      <h2 id="plan-lines">The exact lines</h2>
      <div className="plan-lines-choice no-print">
        <div className="field">
          <label htmlFor={label}>Firewall</label>
          <select id={label} value={kind} onChange={(event) => setKind(event.target.value as FirewallKind)}>
            {Object.entries(firewallWord).map(([name, word]) => (
              <option key={name} value={name}>
                {word}
              </option>
            ))}
          </select>
        </div>
        {needsFirst && (
          <Field
            label="Number of the policy that is first on it now"
            inputMode="numeric"
            value={first}
            onValue={setFirst}
          />
        )}
        <label>
          <input type="checkbox" checked={back} onChange={(event) => setBack(event.target.checked)} /> Show
          what takes them back
        </label>
      </div>
      {error && <Problem error={error} />}
      {isPending && !error && <Loading what="the lines" />}
      {data?.commands.map(({ where, note, apply, roll_back }) => (
        <div key={where} className="plan-lines">
          <h3>
            {where}
            {back && ', the way back'}
          </h3>
          {note && <p className="muted">{note}</p>}
          <Scroll label={`Lines for ${where}`}>
            <pre>{back ? roll_back : apply}</pre>
          </Scroll>
          <Copy value={back ? roll_back : apply} label={`the lines for ${where}`} />
        </div>
      ))}
      {data && data.by_hand.length > 0 && (
        <div className="unknown-note">
          <strong>To be done by hand:</strong>
          <ul>
            {data.by_hand.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
