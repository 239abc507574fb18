/** Who gets to an asset: from outside, over the network, and by what accounts may do there. */
import type { AssetView } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { entryStateWord } from '../../words/estate.ts';
import { plural } from '../../words/words.ts';
import { Section } from './Section.tsx';

const rightWord: Record<AssetView['rights'][number]['right'], string> = {
  administer: 'may run anything',
  'sign-in': 'signs in, so its credentials can be taken here',
  replicate: 'may read every password of the directory',
};

export function AssetAccess({ view }: { view: AssetView }) {
  const { exposure, entries, reached_by, may_reach, rights } = view;
  return (
    <Section title="Who gets to it">
      <p>
        <strong className={exposure.known ? undefined : 'unknown-word'}>
          {exposure.known ? `From outside: ${exposure.value}.` : 'From outside: not known, taken as open.'}
        </strong>{' '}
        {exposure.why}
      </p>
      {entries.length > 0 && (
        <ul className="plain-list">
          {entries.map(({ name, state, why }) => (
            <li key={name}>
              <Link to="/estate/entries">{name}</Link>: <strong>{entryStateWord[state].toLowerCase()}</strong>
              <span className="under">{why.join(' ')}</span>
            </li>
          ))}
        </ul>
      )}
      <Flows title="May be reached by" flows={reached_by} none="No allowed conversation leads here." />
      <Flows title="May reach" flows={may_reach} none="No allowed conversation begins here." />
      <details>
        <summary>{plural(rights.length, 'right')} of accounts here</summary>
        {rights.length === 0 && <p className="muted">None is recorded. A directory export says who may.</p>}
        <ul className="plain-list">
          {rights.map(({ account, right, note }) => (
            <li key={`${account.id} ${right}`}>
              <strong>{account.display_name}</strong> ({account.name}): {rightWord[right]}
              {note !== '' && <span className="under">{note}</span>}
            </li>
          ))}
        </ul>
      </details>
    </Section>
  );
}

const meant = { asset: '', system: ', as part of its system', zone: ', as part of its zone' } as const;

function Flows({ title, flows, none }: { title: string; flows: AssetView['reached_by']; none: string }) {
  return (
    <details>
      <summary>
        {title}: {plural(flows.length, 'flow')}
      </summary>
      {flows.length === 0 && <p className="muted">{none}</p>}
      <ul className="plain-list">
        {flows.map(({ id, other, protocol, ports, purpose, as }) => (
          <li key={id}>
            <strong>{other}</strong>: {purpose}
            <span className="under">
              {protocol === 'any' ? 'any protocol' : protocol.toUpperCase()} {ports.join(', ')}
              {meant[as]}; <span className="mono">{id}</span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
