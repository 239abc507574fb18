/** What an import says and what that changes: before it is made, and afterwards. */
import type { ImportReport } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Scroll } from '../../parts/Scroll.tsx';
import { fieldWord, listed } from '../../words/estate.ts';
import { count, plural } from '../../words/words.ts';

const about: Record<string, readonly [one: string, many: string]> = {
  asset: ['asset', 'assets'],
  account: ['account', 'accounts'],
  software: ['piece of software', 'pieces of software'],
  vulnerability: ['vulnerability', 'vulnerabilities'],
  right: ['right', 'rights'],
  flow: ['conversation', 'conversations'],
  model: ['model', 'models'],
};

export function Report({ report, done = false }: { report: ImportReport; done?: boolean }) {
  const { parts, unknown_files, claims, assets, problems, problem_count } = report;
  return (
    <>
      <ul className="plain-list">
        {parts.map(({ file, kind, title, claims: said }) => (
          <li key={`${file} ${kind}`}>
            <strong>{file}</strong> {done ? 'was' : 'is'} taken for {title}
            <span className="under">
              It says something of{' '}
              {Object.keys(said).length === 0
                ? 'nothing'
                : listed(
                    Object.entries(said).map(([what, n]) => plural(n, ...(about[what] ?? [what, what]))),
                  )}
              .
            </span>
          </li>
        ))}
      </ul>
      {unknown_files.length > 0 && (
        <p className="unknown-note">
          <strong>Left out, since nothing knows what it is:</strong> {unknown_files.join(', ')}
        </p>
      )}
      <dl className="import-numbers">
        <Count name={done ? 'Appeared' : 'Would appear'} value={assets.appeared_count} />
        <Count name={done ? 'Gone' : 'Would be gone'} value={assets.gone_count} bad />
        <Count name={done ? 'Changed' : 'Would change'} value={assets.changed_count} />
        <Count name="Contradicted" value={assets.conflict_count} />
        <Count name="Not understood" value={problem_count} bad />
      </dl>
      <p className="muted">
        {plural(assets.after, 'asset')} afterwards, {count(assets.before)} before. Of what this source says,{' '}
        {count(claims.new)} is new, {count(claims.changed)} is otherwise than before, {count(claims.same)} is
        the same, and {count(claims.vanished)} it says no more, which {done ? 'was' : 'is'} closed with the
        date.
      </p>
      <List title="Appeared" total={assets.appeared_count} items={assets.appeared}>
        {(id) => (done ? <AssetLink id={id} /> : id)}
      </List>
      <List title="Gone: no source says it any more" total={assets.gone_count} items={assets.gone}>
        {(id) => id}
      </List>
      {assets.changed_count > 0 && (
        <details>
          <summary>Changed: {count(assets.changed_count)}</summary>
          <Scroll label="What changes, table">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Asset</th>
                  <th scope="col">What</th>
                  <th scope="col">Was</th>
                  <th scope="col">Is</th>
                </tr>
              </thead>
              <tbody>
                {assets.changed.map(({ asset, field, was, is, source }) => (
                  <tr key={`${asset} ${field}`}>
                    <th scope="row">{asset}</th>
                    <td>{fieldWord(field)}</td>
                    <td>{was ?? <Unknown />}</td>
                    <td>
                      {is ?? <Unknown />}
                      {source && <span className="under">{source}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <More listed={assets.changed.length} total={assets.changed_count} />
        </details>
      )}
      {assets.conflict_count > 0 && (
        <details>
          <summary>Contradicted by another source: {count(assets.conflict_count)}</summary>
          <ul className="plain-list">
            {assets.conflicts.map(({ asset, field, believed, others }) => (
              <li key={`${asset} ${field}`}>
                <strong>{asset}</strong>, {fieldWord(field).toLowerCase()}: {believed.value} (
                {believed.source}) is believed
                <span className="under">
                  {others.map(({ value, source }) => `${source} says ${value}`).join('; ')}
                </span>
              </li>
            ))}
          </ul>
          <More listed={assets.conflicts.length} total={assets.conflict_count} />
        </details>
      )}
      {problem_count > 0 && (
        <details open={!done}>
          <summary>Not understood: {count(problem_count)}. All else was read.</summary>
          <ul className="plain-list">
            {problems.map(({ file, line, reason }) => (
              <li key={`${file} ${line} ${reason}`}>
                {line > 0 && <strong>Line {count(line)}: </strong>}
                {reason}
                <span className="under">{file}</span>
              </li>
            ))}
          </ul>
          <More listed={problems.length} total={problem_count} />
        </details>
      )}
      <p className="muted">
        Not known afterwards:{' '}
        {listed(
          Object.entries(assets.unknown).map(
            ([field, n]) => `${fieldWord(field).toLowerCase()} of ${count(n)}`,
          ),
        )}
        .
      </p>
    </>
  );
}

const Unknown = () => <span className="unknown-word">Not known</span>;

const AssetLink = ({ id }: { id: string }) => (
  <Link to="/estate/assets/$id" params={{ id }}>
    {id}
  </Link>
);

function Count({ name, value, bad = false }: { name: string; value: number; bad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={bad && value > 0 ? 'bad' : undefined}>{count(value)}</dd>
    </div>
  );
}

interface ListProps {
  title: string;
  items: readonly string[];
  total: number;
  children: (item: string) => ReactNode;
}

function List({ title, items, total, children }: ListProps) {
  if (total === 0) return null;
  return (
    <details>
      <summary>
        {title}: {count(total)}
      </summary>
      <ul className="columns-list">
        {items.map((item) => (
          <li key={item}>{children(item)}</li>
        ))}
      </ul>
      <More listed={items.length} total={total} />
    </details>
  );
}

function More({ listed: shown, total }: { listed: number; total: number }) {
  return total > shown ? <p className="muted">and {count(total - shown)} more</p> : null;
}
