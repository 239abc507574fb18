/** What holds while the remedy is not there, until when and by whom; and what suppliers answered. */
import type { AssetView } from '@cordon/server/api';
import { pounds } from '../../words/estate.ts';
import { Section } from './Section.tsx';

type Coverage = AssetView['coverage'];

export function Meanwhile({ coverage }: { coverage: Coverage }) {
  const { models, extended_until } = coverage;
  return (
    <Section title="What holds meanwhile">
      <Measures coverage={coverage} />
      {models.map(({ id, name, support_ends, source, as_of }) => (
        <p key={id}>
          <strong>{name}</strong>:{' '}
          {support_ends === null ? 'the supplier names no end of support' : `supported until ${support_ends}`}
          <span className="under">
            {source}, of {as_of}
          </span>
        </p>
      ))}
      {extended_until !== null && <p>Extended support is held until {extended_until}.</p>}
    </Section>
  );
}

/** The same wherever it is shown: a measure that is over is told as one that protects nothing. */
export function Measures({ coverage: { mitigations, idle_mitigations, answers } }: { coverage: Coverage }) {
  return (
    <>
      {mitigations.length === 0 && <p className="bad">Nothing: no temporary measure holds today.</p>}
      <ul className="plain-list measures">
        {mitigations.map(({ id, measure, owner, until, against }) => (
          <li key={id}>
            <strong>{measure}</strong>
            <span className="under">
              Against {against}; {owner} answers for it, until {until}
            </span>
          </li>
        ))}
        {idle_mitigations.map(({ id, measure, owner, from, until }) => (
          <li key={id} className="measure-idle">
            <strong>Protects nothing today:</strong> {measure}
            <span className="under">
              {owner}; from {from} until {until}
            </span>
          </li>
        ))}
        {answers.map(({ id, supplier, asked, asked_on, answer, answered_on, price_gbp, words }) => (
          <li key={id}>
            <strong>
              {supplier}: {answer}
              {price_gbp !== null && `, ${pounds(price_gbp)}`}
            </strong>
            <span className="under">
              Asked on {asked_on} for: {asked}
              {answered_on !== null && `; answered on ${answered_on}`}. {words}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
