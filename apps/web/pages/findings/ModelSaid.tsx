/** The parts of a finding that only a model's has: the numbers beside what is usual, and how often the model is wrong. */
import type { FindingDetail, ModelView } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { familyWords, wrongWord } from '../../words/models.ts';

/** Every reason of a model is a number, or a value, with what is usual; the first is the score itself. */
export function WhyUnusual({ finding, model }: { finding: FindingDetail; model: ModelView }) {
  const [score, ...features] = finding.reason;
  return (
    <section className="pane-section" aria-labelledby="why">
      <h3 id="why">Why it is unusual</h3>
      {score && (
        <p>
          It scored <strong className="number">{score.found}</strong> in {model.measure}, and speaks from{' '}
          <span className="number">{score.wanted.replace(' or more', '')}</span>.
        </p>
      )}
      {features.length > 0 && (
        <table className="table unusual">
          <caption className="visually-hidden">What made the score</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Found</th>
              <th scope="col">Usual</th>
            </tr>
          </thead>
          <tbody>
            {features.map(({ test, field, found, wanted }) => (
              <tr key={`${test} ${found}`}>
                <th scope="row">
                  {test}
                  {field !== null && <span className="muted mono"> {field}</span>}
                </th>
                <td className="wrap-anywhere">{found}</td>
                <td className="wrap-anywhere">{wanted.replace(/^usual: /, '') || 'not known'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** In the place where the rule would be. */
export function TheModel({ model }: { model: ModelView }) {
  const { figures } = model;
  return (
    <section className="pane-section" aria-labelledby="model">
      <h3 id="model">The model</h3>
      <p className="prose">
        {model.family_title}: {model.title}. Its score counts {model.measure}. It says what is unusual, which
        is not yet that it is an attack, so it never raises an incident alone.
      </p>
      <h4>How often it is wrong</h4>
      {figures === null ? (
        <p>
          <strong className="unknown-word">Not known.</strong> It has never been measured.
        </p>
      ) : (
        <>
          <p>{wrongWord(figures)} Its family, all models together:</p>
          <ul className="bullets">
            {familyWords(figures).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
          <h4>What no figure says</h4>
          <ul className="bullets">
            {figures.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </>
      )}
      <p className="model-links">
        <a href={`/api/v1/models/cards/${model.family}`}>Its card, with every figure</a>
        <Link to="/findings" search={{ rule: model.rule_id }}>
          All findings of this model
        </Link>
      </p>
    </section>
  );
}

/** Silence is found in what did not come: there is only the last record before it to point at. */
export function NoRecord({ finding }: { finding: FindingDetail }) {
  return (
    <section className="pane pane-record" aria-labelledby="record">
      <h3 id="record">The record</h3>
      <p>There is none: this is about records that did not come.</p>
      <p className="muted wrap-anywhere">
        The last one before was record {finding.record_id} of {finding.file}.
      </p>
    </section>
  );
}
