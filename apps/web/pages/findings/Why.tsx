/** Why the rule fired: each test that held, with the part of the record that satisfied it marked. */
import type { FindingDetail } from '@cordon/server/api';
import { Fragment } from 'react';
import { highlight } from '../../words/highlight.ts';
import { readable } from '../../words/sealed.ts';
import { testWord } from '../../words/words.ts';

export function Marked({ found, wanted, test }: { found: string; wanted: string; test: string }) {
  let at = 0;
  return highlight(found, wanted, test).map((segment) => {
    const key = at;
    at += segment.text.length;
    return segment.hit ? (
      <mark key={key}>{segment.text}</mark>
    ) : (
      <Fragment key={key}>{segment.text}</Fragment>
    );
  });
}

export function Why({ finding }: { finding: FindingDetail }) {
  return (
    <section className="pane-section" aria-labelledby="why">
      <h3 id="why">Why it fired</h3>
      {finding.reason.length === 0 ? (
        <p className="muted">The rule fired on the kind of record alone, without a test on any field.</p>
      ) : (
        <ul className="reasons">
          {finding.reason.map((reason) => (
            <li key={`${reason.selection} ${reason.field} ${reason.test} ${reason.wanted} ${reason.found}`}>
              <p className="reason-test">
                <strong className="mono">{reason.field ?? 'Anywhere in the record'}</strong>{' '}
                <span className="reason-op">{testWord(reason.test)}</span> <code>{reason.wanted}</code>
                <span className="reason-selection">{reason.selection}</span>
              </p>
              <p className="reason-found">
                <Marked found={readable(reason.found)} wanted={reason.wanted} test={reason.test} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
