/** Somebody who answers for the patients agrees, by name and by showing again that it is them; or takes that back. */
import type { Plan } from '@cordon/containment';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ask } from '../../data.ts';
import { Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { optionWord } from './words.ts';

export function Agreement({ plan }: { plan: Plan }) {
  const may = useMay();
  const { approval } = plan;
  return (
    <section className="panel" aria-labelledby="plan-agreement">
      <h2 id="plan-agreement">Who agrees</h2>
      {approval ? (
        <>
          <p>
            <strong>{optionWord[approval.option]}</strong> was approved by <strong>{approval.by}</strong>,{' '}
            <When at={approval.at} show="stamp" />: <span className="prose">{approval.because}</span>
          </p>
          {approval.withdrawn ? (
            <p className="bad">
              <strong>Withdrawn by {approval.withdrawn.by}</strong>,{' '}
              <When at={approval.withdrawn.at} show="stamp" />. Nothing more of it may be done; undo what was
              done.
            </p>
          ) : (
            may('plan.approve') && <Withdraw plan={plan} />
          )}
        </>
      ) : may('plan.approve') && plan.current ? (
        <Approve plan={plan} />
      ) : (
        <p>
          <strong>Nobody has approved this plan.</strong> Until the clinician on call or the clinical safety
          officer does, nothing of it may be done.
        </p>
      )}
    </section>
  );
}

function Approve({ plan }: { plan: Plan }) {
  const queries = useQueryClient();
  const label = useId();
  const [option, setOption] = useState<'proposed' | 'everything'>('proposed');
  const [because, setBecause] = useState('');
  const approve = useMutation({
    mutationFn: () => ask('POST /plans/{id}/approval', { path: { id: plan.id }, body: { option, because } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['plans', plan.incident] }),
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        approve.mutate();
      }}
    >
      <p>
        You answer for the patients whom it touches. Cordon closes nothing by itself: those who carry it out
        see that you agreed, and everything is on the ledger.
      </p>
      <fieldset className="plan-options">
        <legend>What you agree to</legend>
        {(['proposed', 'everything'] as const).map((name) => (
          <label key={name}>
            <input
              type="radio"
              name={`${label}-option`}
              checked={option === name}
              onChange={() => setOption(name)}
            />{' '}
            {optionWord[name]}
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={label}>Why, and with whom you spoke</label>
        <textarea
          id={label}
          required
          minLength={3}
          maxLength={1_000}
          rows={3}
          value={because}
          onChange={(event) => setBecause(event.target.value)}
        />
      </div>
      {approve.error && <Problem error={approve.error} kept="Nothing was approved." />}
      <button type="submit" className="button" disabled={approve.isPending}>
        Approve {optionWord[option].toLowerCase()}
      </button>
    </form>
  );
}

function Withdraw({ plan }: { plan: Plan }) {
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => ask('DELETE /plans/{id}/approval', { path: { id: plan.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['plans', plan.incident] }),
  });
  return (
    <>
      {withdraw.error && <Problem error={withdraw.error} kept="The approval stands." />}
      <button
        type="button"
        className="button-plain no-print"
        disabled={withdraw.isPending}
        onClick={() => withdraw.mutate()}
      >
        Withdraw the approval
      </button>
    </>
  );
}
