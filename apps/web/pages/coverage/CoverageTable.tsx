/** The matrix as a table, with the three questions apart. */
import type { Coverage } from '@cordon/server/api';
import { Scroll } from '../../parts/Scroll.tsx';
import { proofWord, sourceWord } from '../../words/coverage.ts';
import { count, tacticWord } from '../../words/words.ts';

export function CoverageTable({ coverage }: { coverage: Coverage }) {
  return (
    <details className="twin">
      <summary>Show as a table</summary>
      <Scroll label="Coverage, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Technique</th>
              <th scope="col">Name</th>
              <th scope="col">Tactics</th>
              <th scope="col" className="numeric">
                Rules
              </th>
              <th scope="col">Log source</th>
              <th scope="col">Proved by</th>
            </tr>
          </thead>
          <tbody>
            {coverage.techniques.map(({ id, name, tactics, rules, source, proof }) => (
              <tr key={id}>
                <th scope="row">{id}</th>
                <td>{name}</td>
                <td>{tactics.map(tacticWord).join(', ')}</td>
                <td className="numeric">{count(rules.length)}</td>
                <td>{sourceWord[source]}</td>
                <td>{proofWord[proof]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
