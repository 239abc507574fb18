/** Every way in from outside: what is asked there besides a password, who answers for it, and who is let in without. */
import type { EntriesView } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { entriesQuery } from '../../data.ts';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { entryStateWord } from '../../words/estate.ts';
import { plural, sentence } from '../../words/words.ts';
import { EstateNav } from '../estate/EstateNav.tsx';
import { Weight } from '../estate/Weight.tsx';

type Entry = EntriesView['items'][number];

const levels = {
  unexplained: 'critical',
  unknown: 'critical',
  'password only': 'high',
  lapsed: 'medium',
  covered: 'informational',
} as const satisfies Record<Entry['state'], string>;

export function EntriesPage() {
  const { data, error, isPending, refetch } = useQuery(entriesQuery);
  const open = data?.items.filter(({ state }) => state !== 'covered').length ?? 0;
  return (
    <div className="page legacy">
      <h1>Ways in</h1>
      <EstateNav />
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="ways in from outside" />}
      {data && data.items.length === 0 && (
        <Empty title="No way in from outside is known">
          <p>
            Neither a row of <code>registers.yaml</code> nor a flow from the internet names one. A hospital
            without any is rare: it is more likely that nobody has written them down.
          </p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <>
          <p className={open > 0 ? 'legacy-lead bad' : 'legacy-lead'} role="status">
            {open > 0
              ? `${plural(open, 'way', 'ways')} in of ${data.items.length} not covered, worst first.`
              : `All ${data.items.length} ask for more than a password and were looked at within a year.`}
          </p>
          <ol className="legacy-groups">
            {data.items.map((item) => (
              <EntryCard key={`${item.entry?.id ?? ''} ${item.name}`} item={item} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function EntryCard({ item: { state, name, entry, flows, exceptions, why } }: { item: Entry }) {
  return (
    <li className={`panel legacy-group entry-${state.replace(' ', '-')}`}>
      <div className="panel-head">
        <h2>{name}</h2>
        <Weight level={levels[state]} strong={state !== 'covered'}>
          {entryStateWord[state]}
        </Weight>
      </div>
      {why.length > 0 && (
        <ul className="bullets">
          {why.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {entry && (
        <dl className="facts entry-facts">
          <Fact name="Kind" value={sentence(entry.kind)} />
          <Fact name="Besides a password" value={entry.second_factor && sentence(entry.second_factor)} />
          <Fact name="Used by" value={entry.used_by} />
          <Fact name="Administrators" value={entry.privileged ? 'Come in here' : 'Do not come in here'} />
          <Fact name="Answers for it" value={entry.owner} />
          <Fact name="Last reviewed" value={entry.reviewed_on} />
        </dl>
      )}
      {exceptions.length > 0 && (
        <>
          <h3>Let in without it</h3>
          <ul className="plain-list">
            {exceptions.map(({ exception, valid, why: because }) => (
              <li key={exception.id}>
                <strong className={valid ? undefined : 'bad'}>{exception.who}</strong>: {exception.because}
                <span className="under">{because}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {flows.length > 0 && (
        <p className="under">
          {flows
            .map(({ id, to, protocol, ports }) => `${id}: to ${to}, ${protocol} ${ports.join(' ')}`)
            .join('; ')}
        </p>
      )}
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value ?? <strong className="unknown-word">Nobody has said</strong>}</dd>
    </div>
  );
}
