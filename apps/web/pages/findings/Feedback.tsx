/** "Was this useful?": what was said of a finding, and what it did to the model that made it. */
import type { FeedbackRequest, FindingDetail } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ask, findingQuery, modelsQuery } from '../../data.ts';
import { Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { effectWord } from '../../words/models.ts';

export function Feedback({ finding }: { finding: FindingDetail }) {
  const { feedback, model } = finding;
  const [asking, setAsking] = useState(feedback === null);
  const may = useMay()('finding.judge');
  return (
    <section className="pane-section" aria-labelledby="feedback">
      <h3 id="feedback">Was this useful?</h3>
      {feedback && (
        <p>
          <strong>{feedback.useful ? 'Useful' : 'Not useful'}</strong>
          {feedback.because !== null && `: ${feedback.because}`}{' '}
          <span className="muted">
            {feedback.by}, <When at={feedback.at} show="stamp" />
          </span>
        </p>
      )}
      {!may ? (
        feedback === null && (
          <p className="muted">Nobody has said. Your roles do not let you judge findings.</p>
        )
      ) : asking ? (
        <FeedbackForm finding={finding} done={() => setAsking(false)} />
      ) : (
        <button type="button" className="button-plain" onClick={() => setAsking(true)}>
          Say otherwise
        </button>
      )}
      {model && <p role="status">{effectWord(model)}</p>}
    </section>
  );
}

function FeedbackForm({ finding, done }: { finding: FindingDetail; done: () => void }) {
  const queries = useQueryClient();
  const id = useId();
  const [useful, setUseful] = useState<boolean | null>(null);
  const [because, setBecause] = useState('');
  const keep = useMutation({
    mutationFn: (request: FeedbackRequest) =>
      ask('POST /findings/{id}/feedback', { path: { id: finding.id }, body: request }),
    onSuccess: ({ feedback, model }) => {
      queries.setQueryData(
        findingQuery(finding.id).queryKey,
        (known) => known && { ...known, feedback, model },
      );
      void queries.invalidateQueries({ queryKey: modelsQuery.queryKey });
      done();
    },
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (useful !== null)
          keep.mutate({ useful, ...(because.trim() === '' ? {} : { because: because.trim() }) });
      }}
    >
      <fieldset className="choices choices-row">
        <legend className="visually-hidden">Was this useful?</legend>
        {[true, false].map((one) => (
          <label key={String(one)} className="choice">
            <input type="radio" name={id} checked={useful === one} onChange={() => setUseful(one)} />
            <span>{one ? 'Yes' : 'No'}</span>
          </label>
        ))}
      </fieldset>
      {useful !== null && (
        <>
          <div className="field">
            <label htmlFor={`${id}-because`}>{useful ? 'Because (if you like)' : 'No, because'}</label>
            <input
              id={`${id}-because`}
              required={!useful}
              minLength={3}
              maxLength={500}
              autoComplete="off"
              value={because}
              onChange={(event) => setBecause(event.target.value)}
            />
          </div>
          <button type="submit" className="button button-secondary" disabled={keep.isPending}>
            Keep this answer
          </button>
        </>
      )}
      {keep.error && <Problem error={keep.error} kept="What you wrote is still here." />}
    </form>
  );
}
