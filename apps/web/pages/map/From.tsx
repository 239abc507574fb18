/** From where the spread begins: hosts, accounts and suppliers by name, or what an incident shows to be taken. All of it stands in the address. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { incidentsQuery, type SpreadAsked } from '../../data.ts';
import { HeldFields } from '../../parts/HeldFields.tsx';
import { type PaceName, paceNames, paceWord } from './words.ts';

export function From({
  asked,
  pace,
  onPace,
}: {
  asked: SpreadAsked;
  pace: PaceName;
  onPace(pace: PaceName): void;
}) {
  const navigate = useNavigate();
  const incidents = useQuery(incidentsQuery);
  const ids = { incident: useId(), pace: useId() };
  const [from, setFrom] = useState(asked.from ?? '');
  const [incident, setIncident] = useState(asked.incident ?? '');
  const [hours, setHours] = useState(String(asked.hours));
  const open = incidents.data?.items.filter(({ status }) => status === 'open') ?? [];
  return (
    <form
      className="map-from no-print"
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({
          to: '/map',
          search: (before) => ({
            ...before,
            from: from || undefined,
            incident: incident || undefined,
            hours,
          }),
        });
      }}
    >
      {open.length > 0 && (
        <div className="field">
          <label htmlFor={ids.incident}>What an incident has taken</label>
          <select id={ids.incident} value={incident} onChange={(event) => setIncident(event.target.value)}>
            <option value="">No incident</option>
            {open.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </div>
      )}
      <HeldFields from={from} onFrom={setFrom} hours={hours} onHours={setHours} required={false} />
      <div className="field">
        <label htmlFor={ids.pace}>How fast the intruder is</label>
        <select id={ids.pace} value={pace} onChange={(event) => onPace(event.target.value as PaceName)}>
          {paceNames.map((name) => (
            <option key={name} value={name}>
              {paceWord[name]}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" className="button" disabled={from === '' && incident === ''}>
        Show the spread
      </button>
    </form>
  );
}
