/** Changes the mode of a rule or of a pack: always with why, which is kept beside it with who and when. */
import type { Mode } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Problem } from '../../parts/States.tsx';
import { useMay } from '../../session.ts';
import { modeMeaning, modeOrder, modeWord } from '../../words/rules.ts';

interface ModeFormProps {
  keep(choice: { mode: Mode; because: string }): Promise<unknown>;
  mode: Mode;
  /** What else stops when it is off. */
  rests?: readonly { id: string; title: string }[];
}

export function ModeForm(props: ModeFormProps) {
  return useMay()('rule.change') ? (
    <Form {...props} />
  ) : (
    <p className="muted">Your roles do not let you change it.</p>
  );
}

function Form({ keep, mode, rests = [] }: ModeFormProps) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Mode>(mode);
  const [because, setBecause] = useState('');
  const id = useId();
  const change = useMutation({
    mutationFn: () => keep({ mode: chosen, because }),
    onSuccess: async () => {
      setBecause('');
      await queries.invalidateQueries({ queryKey: ['rules'] });
    },
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <fieldset className="choices">
        <legend>Mode</legend>
        {modeOrder.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name={id} checked={chosen === one} onChange={() => setChosen(one)} />
            <span>
              {modeWord[one]}: {modeMeaning[one]}
            </span>
          </label>
        ))}
      </fieldset>
      {chosen !== mode && (
        <>
          {chosen === 'disabled' && rests.length > 0 && (
            <p className="bad">
              {rests.length === 1 ? 'This stops with it: ' : 'These stop with it: '}
              {rests.map(({ title }) => title).join('; ')}.
            </p>
          )}
          <div className="field">
            <label htmlFor={`${id}-why`}>Why</label>
            <input
              id={`${id}-why`}
              required
              minLength={3}
              maxLength={500}
              autoComplete="off"
              value={because}
              onChange={(event) => setBecause(event.target.value)}
            />
          </div>
          <button type="submit" className="button" disabled={change.isPending}>
            Change to {modeWord[chosen].toLowerCase()}
          </button>
        </>
      )}
      {change.error && <Problem error={change.error} kept="The mode is as it was." />}
      <p role="status">{change.isSuccess && chosen === mode && 'Changed.'}</p>
    </form>
  );
}
