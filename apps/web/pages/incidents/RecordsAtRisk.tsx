/** Whose records the intruder could read, and which nobody else would get at: what the ICO and a letter to patients ask. */
import type { SpreadOverTime } from '@cordon/containment';
import { useLonger } from '../../parts/Longer.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { listed } from '../../words/estate.ts';
import { peopleWord, recordWord, spanWord } from '../../words/reckoned.ts';
import { count } from '../../words/words.ts';

export function RecordsAtRisk({ spread: { records, horizon } }: { spread: SpreadOverTime }) {
  const { systems, unsaid } = records;
  const { rowClass, button } = useLonger(systems.length, 'systems');
  return (
    <section className="panel" id="records" aria-labelledby="records-title">
      <div className="panel-head">
        <h2 id="records-title">Records within reach</h2>
      </div>
      {systems.length === 0 ? (
        <p className="muted">
          No system that is known to hold anything of people is reached within {horizon / 60} hours.
        </p>
      ) : (
        <>
          <p>
            <strong>{peopleWord(records)}.</strong> Nobody has matched the people of one system with those of
            another, so their numbers are not added up. This is what could be reached, not what was taken.
          </p>
          <Scroll label="Records within reach, table">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">System</th>
                  <th scope="col">Holds</th>
                  <th scope="col" className="numeric">
                    People
                  </th>
                  <th scope="col">Could be read</th>
                  <th scope="col">Lost to everybody else</th>
                </tr>
              </thead>
              <tbody>
                {systems.map(({ system, name, records: kinds, sensitive, people, read, lost }, index) => (
                  <tr key={system} className={rowClass(index)}>
                    <th scope="row">{name}</th>
                    <td>
                      {kinds.map((kind, index) => (
                        <span key={kind}>
                          {index > 0 && ', '}
                          {sensitive.includes(kind) ? <strong>{recordWord[kind]}</strong> : recordWord[kind]}
                        </span>
                      ))}
                    </td>
                    <td className="numeric">
                      {people === null ? <span className="unknown-word">Not counted</span> : count(people)}
                    </td>
                    <td>{read ? spanWord(read) : <span className="muted">No host of it is reached</span>}</td>
                    <td>{lost ? spanWord(lost) : <span className="muted">Not within reach</span>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          {button}
        </>
      )}
      {unsaid.length > 0 && (
        <p className="unknown-note">
          <strong>Nobody has said what these hold: {listed(unsaid.map(({ name }) => name))}.</strong> Take
          them to hold records until somebody has looked.
        </p>
      )}
      <p className="muted">
        A notice to the ICO within 72 hours names the kinds of records and about how many people and records
        (UK GDPR Article 33); where the risk to them is high, they are told as well (Article 34). Being unable
        to get at records is a breach too. In bold: what hurts most when it gets out.
      </p>
    </section>
  );
}
