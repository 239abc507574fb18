/** What fell: to begin a recovery with, or to add to the one that is open. */
import type { FallenChoices } from '@cordon/recovery';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ask, fallenChoicesQuery } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { AgoField, since } from './Say.tsx';

/** @param recovery the open one; null to begin one */
export function Begin({ recovery, onDone }: { recovery: string | null; onDone(): void }) {
  const { data, error, refetch } = useQuery(fallenChoicesQuery);
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="what can have fallen" />;
  return <BeginForm choices={data} recovery={recovery} onDone={onDone} />;
}

interface BeginFormProps {
  choices: FallenChoices;
  recovery: string | null;
  onDone(): void;
}

function BeginForm({ choices, recovery, onDone }: BeginFormProps) {
  const queries = useQueryClient();
  const [title, setTitle] = useState('');
  const [incident, setIncident] = useState('');
  const [lost, setLost] = useState<ReadonlySet<string>>(new Set());
  const [ago, setAgo] = useState('0');
  const [note, setNote] = useState('');
  const begin = useMutation({
    mutationFn: () => {
      const fell = { lost: [...lost], note, ...since(ago) };
      return recovery === null
        ? ask('POST /recoveries', { body: { title, ...(incident !== '' && { incident }), ...fell } })
        : ask('POST /recoveries/{id}/steps', { path: { id: recovery }, body: fell });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['recovery'] });
      onDone();
    },
  });
  return (
    <form
      className="form recovery-begin"
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      {recovery === null && (
        <>
          <IncidentField
            incidents={choices.incidents}
            value={incident}
            onValue={(id) => {
              setIncident(id);
              const chosen = choices.incidents.find((one) => one.id === id);
              if (!chosen) return;
              setLost(new Set([...lost, ...chosen.systems]));
              if (title === '') setTitle(chosen.name);
            }}
          />
          <Field
            label="What this is called"
            required
            minLength={3}
            maxLength={200}
            value={title}
            onValue={setTitle}
          />
        </>
      )}
      <Fallen choices={choices} lost={lost} onLost={setLost} />
      <AgoField value={ago} onValue={setAgo} />
      <Field label="Note, if there is something to know" maxLength={500} value={note} onValue={setNote} />
      {begin.error && <Problem error={begin.error} />}
      <button type="submit" className="button" disabled={begin.isPending || lost.size === 0}>
        {recovery === null ? 'Begin the recovery' : 'These fell too'}
      </button>
    </form>
  );
}

interface IncidentFieldProps {
  incidents: FallenChoices['incidents'];
  value: string;
  onValue(id: string): void;
}

function IncidentField({ incidents, value, onValue }: IncidentFieldProps) {
  const id = useId();
  if (incidents.length === 0) return null;
  return (
    <div className="field">
      <label htmlFor={id}>After which incident</label>
      <select id={id} value={value} onChange={(event) => onValue(event.target.value)}>
        <option value="">None of those that are open</option>
        {incidents.map(({ id: incident, name }) => (
          <option key={incident} value={incident}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface FallenProps {
  choices: FallenChoices;
  lost: ReadonlySet<string>;
  onLost(lost: ReadonlySet<string>): void;
}

/** Systems first; a site takes all that runs there along. */
function Fallen({ choices: { systems, suppliers, sites }, lost, onLost }: FallenProps) {
  const [words, setWords] = useState('');
  const groups = [
    { word: 'Systems', things: systems },
    { word: 'Whole sites', things: sites },
    { word: 'Suppliers', things: suppliers },
  ];
  const isSought = (name: string) => name.toLowerCase().includes(words.trim().toLowerCase());
  const change = (id: string, fell: boolean) => {
    const changed = new Set(lost);
    if (fell) changed.add(id);
    else changed.delete(id);
    onLost(changed);
  };
  return (
    <div className="recovery-fallen">
      <p>
        <strong>{lost.size} chosen.</strong>{' '}
        <button
          type="button"
          className="button-plain"
          onClick={() => onLost(new Set(systems.map(({ id }) => id)))}
        >
          Every system
        </button>
        {lost.size > 0 && (
          <>
            {' '}
            <button type="button" className="button-plain" onClick={() => onLost(new Set())}>
              None
            </button>
          </>
        )}
      </p>
      <Field label="Find by name" type="search" value={words} onValue={setWords} />
      {groups.map(({ word, things }) => {
        const shown = things.filter(({ id, name }) => isSought(name) || lost.has(id));
        if (shown.length === 0) return null;
        return (
          <fieldset key={word} className="choices recovery-choices">
            <legend>{word}</legend>
            {shown.map(({ id, name }) => (
              <label key={id} className="choice">
                <input
                  type="checkbox"
                  checked={lost.has(id)}
                  onChange={(event) => change(id, event.target.checked)}
                />
                {name}
              </label>
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}
