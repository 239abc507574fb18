/** Who says what of an asset, since when, and what others say instead; and what nobody has said at all. */
import type { AssetView } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { Scroll } from '../../parts/Scroll.tsx';
import { When } from '../../parts/When.tsx';
import { fieldWord, listed } from '../../words/estate.ts';
import { plural } from '../../words/words.ts';
import { Section } from './Section.tsx';

/** The rest is a click away. */
const shown = 100;

export function AssetSources({ view: { story } }: { view: AssetView }) {
  const { fields, unknown, keys, sources, software, flows, model } = story;
  return (
    <Section title="Who says so">
      {unknown.length > 0 && (
        <p className="unknown-note">
          <strong>Nobody has said:</strong> {listed(unknown.map((field) => fieldWord(field).toLowerCase()))}.
        </p>
      )}
      <Scroll label="What each source says, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Believed</th>
              <th scope="col">Source</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ field, value, source, seen_at, others }) => (
              <tr key={field}>
                <th scope="row">{fieldWord(field)}</th>
                <td>
                  {value}
                  {others.map((other) => (
                    <span key={`${other.source} ${other.value}`} className="under contradicts">
                      <strong>{other.source}</strong> says {other.value}, <Seen at={other.seen_at} />
                    </span>
                  ))}
                </td>
                <td>
                  {source}
                  <span className="under">
                    <Seen at={seen_at} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p>
        Told of by{' '}
        {sources.map(({ source, seen_at }, i) => (
          <span key={source}>
            {i > 0 && ', '}
            <Link to="/estate" search={{ tab: 'assets', source }}>
              {source}
            </Link>{' '}
            (<Seen at={seen_at} />)
          </span>
        ))}
        .
      </p>
      <details>
        <summary>
          Known by {plural(keys.length, 'name, address or number', 'names, addresses and numbers')}
        </summary>
        <ul className="plain-list">
          {keys.map(({ key, sources: who, seen_at }) => (
            <li key={key}>
              <span className="mono">{key}</span>
              <span className="under">
                {who.join(', ')}, <Seen at={seen_at} />
              </span>
            </li>
          ))}
        </ul>
      </details>
      <details>
        <summary>
          {software.length === 0
            ? 'Software: nobody has listed it'
            : plural(software.length, 'piece of software', 'pieces of software')}
        </summary>
        <ul className="plain-list">
          {software.slice(0, shown).map(({ name, version, vendor, source, support_ends }) => (
            <li key={`${name} ${version} ${source}`}>
              {vendor} {name} {version}
              <span className="under">
                {source}
                {support_ends && `, support ends ${support_ends}`}
              </span>
            </li>
          ))}
        </ul>
        {software.length > shown && <p className="muted">The first {shown} are shown.</p>}
      </details>
      <details>
        <summary>
          {flows.length === 0
            ? 'Conversations: no sensor saw any'
            : plural(flows.length, 'conversation seen', 'conversations seen')}
        </summary>
        <ul className="plain-list">
          {flows.slice(0, shown).map(({ from, to, protocol, port, times, seen_at, source }) => (
            <li key={`${from} ${to} ${protocol} ${port} ${source}`}>
              {from} to {to}, {protocol} {port}
              <span className="under">
                {plural(times, 'time')}, {source}, <Seen at={seen_at} />
              </span>
            </li>
          ))}
        </ul>
      </details>
      {model && (
        <details>
          <summary>What its maker says of the model (MDS2): {plural(model.answers.length, 'answer')}</summary>
          <ul className="plain-list">
            {model.answers.map(({ question, text, answer, note }) => (
              <li key={question}>
                {text || question}: <strong>{answer}</strong>
                {note && <span className="under">{note}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

function Seen({ at }: { at: string | null }) {
  return at === null ? 'as its folder says, without a date' : <When at={at} show="minute" />;
}
