/** The lines of a mode for the firewall between the zones, read back and compared before they are shown. */
import type { FirewallKind } from '@cordon/containment';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { segmentationLinesQuery } from '../../data.ts';
import { Copy } from '../../parts/Copy.tsx';
import { Field } from '../../parts/Field.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { plural } from '../../words/words.ts';
import { firewallWord } from '../plan/words.ts';
import { modeWord } from './words.ts';

interface Asked {
  kind: FirewallKind;
  mode: 'selective' | 'full';
  first?: string;
}

export function PolicyLines() {
  const [kind, setKind] = useState<FirewallKind>('pan-os');
  const [mode, setMode] = useState<Asked['mode']>('selective');
  const [first, setFirst] = useState('');
  const [asked, ask] = useState<Asked | null>(null);
  const labels = [useId(), useId()] as const;
  return (
    <section className="panel no-print" aria-labelledby="segmentation-lines">
      <h2 id="segmentation-lines">The exact lines</h2>
      <form
        className="plan-lines-choice"
        onSubmit={(event) => {
          event.preventDefault();
          ask({ kind, mode, ...(kind === 'fortigate' && /^\d+$/.test(first) && { first }) });
        }}
      >
        <div className="field">
          <label htmlFor={labels[0]}>Firewall</label>
          <select
            id={labels[0]}
            value={kind}
            onChange={(event) => setKind(event.target.value as FirewallKind)}
          >
            {Object.entries(firewallWord).map(([name, word]) => (
              <option key={name} value={name}>
                {word}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={labels[1]}>Mode</label>
          <select
            id={labels[1]}
            value={mode}
            onChange={(event) => setMode(event.target.value as Asked['mode'])}
          >
            {(['selective', 'full'] as const).map((one) => (
              <option key={one} value={one}>
                {modeWord[one]}
              </option>
            ))}
          </select>
        </div>
        {kind === 'fortigate' && (
          <Field
            label="Number of the policy that is first on it now"
            inputMode="numeric"
            value={first}
            onValue={setFirst}
          />
        )}
        <button type="submit" className="button">
          Write and read back
        </button>
      </form>
      {asked && <Written asked={asked} />}
    </section>
  );
}

function Written({ asked }: { asked: Asked }) {
  const { data, error, isPending } = useQuery(segmentationLinesQuery(asked));
  if (error) return <Problem error={error} />;
  if (isPending) return <Loading what="the lines, and what they do when read back" />;
  return (
    <>
      <p role="status">
        {plural(data.rules, 'rule')}, read back: exactly what was meant passes between{' '}
        {plural(data.pairs, 'pair')} of zones. Interfaces are named after zones: put the device’s own names
        there.
      </p>
      {data.warnings.map((warning) => (
        <p key={warning} className="unknown-note">
          {warning}
        </p>
      ))}
      {(['apply', 'roll_back'] as const).map((part) => (
        <div key={part} className="plan-lines">
          <h3>{part === 'apply' ? 'To apply' : 'The way back'}</h3>
          <Scroll label={part === 'apply' ? 'Lines to apply' : 'Lines that take them back'}>
            <pre>{data[part]}</pre>
          </Scroll>
          <Copy value={data[part]} label={part === 'apply' ? 'the lines' : 'the way back'} />
        </div>
      ))}
    </>
  );
}
