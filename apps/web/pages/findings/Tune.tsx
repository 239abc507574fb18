/** Hides findings with a harmless cause: what marks it in the record, who says so, why, and until when. Shown before saved. */
import type { FilterPreview, FilterRequest, FindingDetail } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { ask, tuneFieldsQuery } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { useMay, useSession } from '../../session.ts';
import { plural } from '../../words/words.ts';

const day = 86_400_000;
/** Long enough for a change of the cause, short enough that somebody looks again. */
const usualDays = 90;
const dateIn = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10);

/** Shown at first, before all the rest of the record. */
const firstFields = 8;

export function Tune({ finding }: { finding: FindingDetail }) {
  const [open, setOpen] = useState(false);
  if (!useMay()('rule.tune')) return null;
  return (
    <section className="pane-section" aria-labelledby="tune">
      <h3 id="tune">Is the cause harmless?</h3>
      {open ? (
        <TuneForm finding={finding} />
      ) : (
        <button type="button" className="button button-secondary" onClick={() => setOpen(true)}>
          Hide findings like this
        </button>
      )}
    </section>
  );
}

function TuneForm({ finding }: { finding: FindingDetail }) {
  const { data, error, refetch } = useQuery(tuneFieldsQuery(finding.id));
  const queries = useQueryClient();
  const [owner, setOwner] = useState(useSession().person.name);
  const id = useId();
  const [fields, setFields] = useState<readonly string[]>([]);
  const [scope, setScope] = useState<FilterRequest['scope']>('rule');
  const [because, setBecause] = useState('');
  const [until, setUntil] = useState(dateIn(usualDays));
  const [all, setAll] = useState(false);
  const request: FilterRequest = {
    finding: finding.id,
    fields: [...fields],
    scope,
    owner,
    because,
    until,
  };
  const preview = useMutation({ mutationFn: () => ask('POST /filters/preview', { body: request }) });
  const save = useMutation({
    mutationFn: () => ask('POST /filters', { body: request }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['rules'] }),
  });
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="the fields of the record" />;
  if (save.isSuccess)
    return (
      <p role="status">
        Findings like this are hidden until {until}.{' '}
        <Link to="/rules" search={{ tab: 'filters', id: save.data.id }}>
          See what it hides
        </Link>
      </p>
    );
  // What was shown answers only the question it was asked.
  const change = (work: () => void) => {
    work();
    preview.reset();
    save.reset();
  };
  const tested = data.fields.filter((one) => one.tested).length;
  const shown = all ? data.fields : data.fields.slice(0, Math.max(firstFields, tested));
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (preview.isSuccess) save.mutate();
        else preview.mutate();
      }}
    >
      <fieldset className="choices">
        <legend>Hide when all of these are as in this record</legend>
        {shown.map(({ field, value }) => (
          <label key={field} className="choice">
            <input
              type="checkbox"
              checked={fields.includes(field)}
              onChange={(event) =>
                change(() =>
                  setFields(
                    event.target.checked ? [...fields, field] : fields.filter((one) => one !== field),
                  ),
                )
              }
            />
            <span>
              <strong className="mono">{field}</strong> <code>{value}</code>
            </span>
          </label>
        ))}
        {shown.length < data.fields.length && (
          <button type="button" className="button-plain" onClick={() => setAll(true)}>
            Show {plural(data.fields.length - shown.length, 'more field')}
          </button>
        )}
      </fieldset>
      <fieldset className="choices">
        <legend>For</legend>
        {(['rule', 'any'] as const).map((one) => (
          <label key={one} className="choice">
            <input
              type="radio"
              name={id}
              checked={scope === one}
              onChange={() => change(() => setScope(one))}
            />
            <span>{one === 'rule' ? 'This rule' : 'Every rule of this log source'}</span>
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={`${id}-why`}>Why it is harmless</label>
        <input
          id={`${id}-why`}
          required
          minLength={3}
          maxLength={500}
          autoComplete="off"
          value={because}
          onChange={(event) => change(() => setBecause(event.target.value))}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-until`}>Hide until</label>
        <input
          id={`${id}-until`}
          type="date"
          required
          min={dateIn(0)}
          value={until}
          onChange={(event) => change(() => setUntil(event.target.value))}
        />
      </div>
      <Field
        label="Owner"
        required
        minLength={2}
        maxLength={100}
        autoComplete="off"
        value={owner}
        onValue={(text) => change(() => setOwner(text))}
      />
      {preview.data && <Shown preview={preview.data} />}
      {(preview.error ?? save.error) && (
        <Problem error={preview.error ?? save.error} kept="What you wrote is still here." />
      )}
      <button
        type="submit"
        className={preview.isSuccess ? 'button' : 'button button-secondary'}
        disabled={fields.length === 0 || preview.isPending || save.isPending}
      >
        {preview.isSuccess ? 'Hide these from now on' : 'Show what it would hide'}
      </button>
    </form>
  );
}

function Shown({ preview }: { preview: FilterPreview }) {
  return (
    <div role="status">
      <p>
        It would have hidden <strong>{preview.hides}</strong> of the newest{' '}
        {plural(preview.looked, 'finding')} it applies to.
      </p>
      {preview.hides === preview.looked && preview.looked > 1 && (
        <p className="bad">
          That is every one of them. If the rule is of no use here, change its mode instead.
        </p>
      )}
      <ul className="bullets">
        {preview.examples.map(({ id, host, account, title }) => (
          <li key={id}>
            {title}: {host ?? 'no host'}, {account ?? 'no account'}
          </li>
        ))}
      </ul>
      <details className="twin">
        <summary>The filter as it would be written</summary>
        <pre className="code">{preview.text}</pre>
      </details>
    </div>
  );
}
