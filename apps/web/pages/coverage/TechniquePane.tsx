/** One technique: its rules, the log sources they need, and what was replayed. */
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Icon } from '../../parts/Icon.tsx';
import { LevelMark } from '../../parts/Marks.tsx';
import { type Covered, proofWord, sourceWord, trustOf } from '../../words/coverage.ts';
import { tacticWord } from '../../words/words.ts';
import { TrustMark } from './TrustMark.tsx';

export function TechniquePane({ technique, onClose }: { technique: Covered; onClose: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { id, name, tactics, rules, source, missing, proof } = technique;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another technique is what the reader must be taken to.
  useEffect(() => heading.current?.focus(), [id]);
  return (
    <article className="panel technique" aria-label="Technique">
      <div className="panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {name} <span className="muted">{id}</span>
        </h2>
        <button type="button" className="button-plain" onClick={onClose}>
          <Icon name="close" size={16} /> Close
        </button>
      </div>
      <TrustMark trust={trustOf(technique)} />
      <dl className="facts">
        <div>
          <dt>Tactics</dt>
          <dd>{tactics.length > 0 ? tactics.map(tacticWord).join(', ') : 'Not in this version of ATT&CK'}</dd>
        </div>
        <div>
          <dt>Log source</dt>
          <dd>
            {source === 'seen' ? sourceWord.seen : ''}
            {source === 'seen' && missing.length > 0 && ', but not for every rule. '}
            {source === 'unknown' && <strong className="unknown-word">{sourceWord.unknown}</strong>}
            {missing.length > 0 && <span className="bad">Not seen: {missing.join(', ')}</span>}
          </dd>
        </div>
        <div>
          <dt>Proved by</dt>
          <dd>{proofWord[proof]}</dd>
        </div>
      </dl>
      <table className="table technique-rules">
        <caption className="visually-hidden">Its rules, correlations and models</caption>
        <thead>
          <tr>
            <th scope="col">Level</th>
            <th scope="col">Rule</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id}>
              <td>
                <LevelMark level={rule.level} />
              </td>
              <th scope="row">
                <Link to="/findings" search={{ rule: rule.id }}>
                  {rule.title}
                </Link>
                {rule.kind !== 'rule' && <span className="muted"> ({rule.kind})</span>}
              </th>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}
