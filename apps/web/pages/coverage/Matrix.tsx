/** The ATT&CK matrix of what has a rule: a column for each tactic, a cell for each technique. */
import type { Coverage } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { Scroll } from '../../parts/Scroll.tsx';
import { trustOf, trustOrder, trustWord } from '../../words/coverage.ts';
import { count, tacticWord } from '../../words/words.ts';
import { TrustGlyph, TrustMark } from './TrustMark.tsx';

interface MatrixProps {
  coverage: Coverage;
  selected: string | undefined;
}

export function Matrix({ coverage, selected }: MatrixProps) {
  return (
    <section className="panel" aria-labelledby="coverage-matrix">
      <div className="panel-head">
        <h2 id="coverage-matrix">By tactic</h2>
        <ul className="tally" aria-label="Key">
          {trustOrder.map((trust) => (
            <li key={trust}>
              <TrustMark trust={trust} />
            </li>
          ))}
        </ul>
      </div>
      <Scroll label="ATT&CK matrix" className="matrix-scroll">
        <div className="matrix">
          {coverage.tactics.map(({ shortname, techniques: all, ruled, proved }) => (
            <section key={shortname} className="matrix-column" aria-label={tacticWord(shortname)}>
              <h3>{tacticWord(shortname)}</h3>
              <p className="matrix-count">
                {count(ruled)} of {count(all)} with a rule, {count(proved)} proved by a recording
              </p>
              <ul>
                {coverage.techniques
                  .filter(({ tactics }) => tactics.includes(shortname))
                  .map((technique) => {
                    const trust = trustOf(technique);
                    return (
                      <li key={technique.id}>
                        <Link
                          to="/coverage"
                          search={{ id: technique.id }}
                          resetScroll={false}
                          data-row=""
                          className={`matrix-cell matrix-${trust}`}
                          aria-current={technique.id === selected ? 'true' : undefined}
                        >
                          <TrustGlyph trust={trust} />
                          <span className="matrix-name">{technique.name}</span>
                          <span className="visually-hidden">, {trustWord[trust]}</span>
                        </Link>
                      </li>
                    );
                  })}
              </ul>
            </section>
          ))}
        </div>
      </Scroll>
    </section>
  );
}
