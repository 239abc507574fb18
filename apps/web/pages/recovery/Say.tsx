/** To say how it is with one step: the likeliest word at once, any other with since when and why. */
import type { BoardStep, StepState } from '@cordon/recovery';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ask } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Problem } from '../../parts/States.tsx';
import { useMay } from '../../session.ts';
import { stepWord } from './words.ts';

type Sayable = Exclude<StepState, 'verified'>;

const sayable: readonly Sayable[] = ['down', 'waiting', 'restoring', 'back'];
const likeliest: Partial<Record<StepState, Sayable>> = {
  down: 'restoring',
  waiting: 'restoring',
  restoring: 'back',
};
const likeliestWord: Partial<Record<Sayable, string>> = { restoring: 'Is being restored', back: 'Is back' };

interface Said {
  state: Sayable | 'works' | 'does not work';
  since?: string;
  note: string;
}

export function Say({ recovery, step }: { recovery: string; step: BoardStep }) {
  const may = useMay();
  const queries = useQueryClient();
  const [writing, setWriting] = useState<'state' | 'wrong' | null>(null);
  const { state: current, version } = step.now;
  const say = useMutation({
    mutationFn: ({ state, since, note }: Said) => {
      const path = { id: recovery, step: step.id };
      if (state === 'works' || state === 'does not work')
        return ask('POST /recoveries/{id}/steps/{step}/check', {
          path,
          body: { works: state === 'works', note, version },
        });
      return ask('POST /recoveries/{id}/steps/{step}', {
        path,
        body: { state, note, version, ...(since !== undefined && { since }) },
      });
    },
    onSuccess: () => setWriting(null),
    // Also where it was refused: somebody else may have said something.
    onSettled: () => queries.invalidateQueries({ queryKey: ['recovery'] }),
  });
  const next = likeliest[current];
  const checks = may('recovery.verify') && (current === 'back' || current === 'verified');
  return (
    <div className="recovery-say no-print">
      {say.error && <Problem error={say.error} />}
      {writing === null && (
        <p className="recovery-buttons">
          {may('recovery.run') && next && (
            <button
              type="button"
              className="button button-secondary"
              disabled={say.isPending}
              onClick={() => say.mutate({ state: next, note: '' })}
            >
              {likeliestWord[next]}
              <span className="visually-hidden">: {step.name}</span>
            </button>
          )}
          {checks && current === 'back' && (
            <button
              type="button"
              className="button button-secondary"
              disabled={say.isPending}
              onClick={() => say.mutate({ state: 'works', note: '' })}
            >
              Works as it should<span className="visually-hidden">: {step.name}</span>
            </button>
          )}
          {checks && (
            <button type="button" className="button-plain" onClick={() => setWriting('wrong')}>
              Does not work<span className="visually-hidden">: {step.name}</span>
            </button>
          )}
          {may('recovery.run') && (
            <button type="button" className="button-plain" onClick={() => setWriting('state')}>
              Say more<span className="visually-hidden"> about {step.name}</span>
            </button>
          )}
        </p>
      )}
      {writing === 'state' && (
        <SayForm step={step} busy={say.isPending} onSay={say.mutate} onLeave={() => setWriting(null)} />
      )}
      {writing === 'wrong' && (
        <WrongForm busy={say.isPending} onSay={say.mutate} onLeave={() => setWriting(null)} />
      )}
    </div>
  );
}

interface FormProps {
  busy: boolean;
  onSay(said: Said): void;
  onLeave(): void;
}

function SayForm({ step, busy, onSay, onLeave }: FormProps & { step: BoardStep }) {
  const name = useId();
  const [state, setState] = useState<Sayable>(likeliest[step.now.state] ?? 'down');
  const [ago, setAgo] = useState('0');
  const [note, setNote] = useState('');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSay({ state, note, ...since(ago) });
      }}
    >
      <fieldset className="choices">
        <legend>How {step.name} is</legend>
        {sayable.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name={name} checked={state === one} onChange={() => setState(one)} />
            {stepWord[one]}
          </label>
        ))}
      </fieldset>
      <AgoField value={ago} onValue={setAgo} />
      <Field label="Note, if there is something to know" maxLength={500} value={note} onValue={setNote} />
      <Buttons busy={busy} onLeave={onLeave} />
    </form>
  );
}

function WrongForm({ busy, onSay, onLeave }: FormProps) {
  const [note, setNote] = useState('');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSay({ state: 'does not work', note });
      }}
    >
      <Field label="What does not work" required maxLength={500} value={note} onValue={setNote} />
      <Buttons busy={busy} onLeave={onLeave} />
    </form>
  );
}

function Buttons({ busy, onLeave }: { busy: boolean; onLeave(): void }) {
  return (
    <p className="recovery-buttons">
      <button type="submit" className="button" disabled={busy}>
        Say so
      </button>
      <button type="button" className="button-plain" onClick={onLeave}>
        Leave it
      </button>
    </p>
  );
}

/** Minutes, so that nobody has to think of zones and dates. */
export function AgoField({ value, onValue }: { value: string; onValue(value: string): void }) {
  return (
    <Field
      label="Since how many minutes ago"
      type="number"
      min={0}
      max={100_000}
      required
      value={value}
      onValue={onValue}
    />
  );
}

/** Now is for the server to say: clocks of desks are not its clock. */
export const since = (ago: string): { since?: string } =>
  Number(ago) > 0 ? { since: new Date(Date.now() - Number(ago) * 60_000).toISOString() } : {};
