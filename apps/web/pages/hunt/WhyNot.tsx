/** A rule tried on one event: whether it matches, and of each of its selections whether it held and what was there. */
import type { ExplainAnswer, HuntPage } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { explainQuery, rulesNamedQuery } from '../../data.ts';
import { LevelGlyph } from '../../parts/Marks.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { readable } from '../../words/sealed.ts';
import { plural, testWord } from '../../words/words.ts';

type HuntedEvent = HuntPage['items'][number];
type Explanation = NonNullable<ExplainAnswer['explanation']>;
type Test = Explanation['routing'][number];

export function WhyNot({ event }: { event: HuntedEvent }) {
  const [open, setOpen] = useState(false);
  const [rule, setRule] = useState<string | null>(null);
  return (
    <section className="pane-section why-not" aria-labelledby="why-not">
      <h3 id="why-not">Test a rule on this event</h3>
      {rule !== null ? (
        <>
          <Told event={event} rule={rule} onAsk={setRule} />
          <button type="button" className="button button-secondary" onClick={() => setRule(null)}>
            Test another rule
          </button>
        </>
      ) : open ? (
        <Choose onChoose={setRule} />
      ) : (
        <button type="button" className="button button-secondary" onClick={() => setOpen(true)}>
          Choose a rule
        </button>
      )}
    </section>
  );
}

function Choose({ onChoose }: { onChoose: (id: string) => void }) {
  const [words, setWords] = useState('');
  const { data, error, refetch } = useQuery(rulesNamedQuery(useDeferredValue(words)));
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // It takes the place of the button that the reader has just pressed.
  useEffect(() => input.current?.focus(), []);
  return (
    <div className="why-not-choose">
      <label className="field" htmlFor={id}>
        <span>Part of its title, log source or id</span>
        <input
          id={id}
          type="search"
          value={words}
          ref={input}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading what="rules" />}
      {data && (
        <>
          <p className="muted" role="status">
            {data.total === 0
              ? 'No loaded rule is called so.'
              : data.total > data.items.length
                ? `${plural(data.total, 'rule')}; these are the first ${data.items.length}.`
                : plural(data.total, 'rule')}
          </p>
          <ul className="plain-list why-not-rules">
            {data.items.map(({ id: rule, title, level, source }) => (
              <li key={rule}>
                <button type="button" className="button-plain" onClick={() => onChoose(rule)}>
                  <LevelGlyph level={level} /> <span>{title}</span> <span className="muted">{source}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

interface ToldProps {
  event: HuntedEvent;
  rule: string;
  onAsk: (id: string) => void;
}

function Told({ event, rule, onAsk }: ToldProps) {
  const { data, error, refetch } = useQuery(explainQuery({ event: event.id, rule, time: event.time }));
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="the answer" />;
  const { explanation, hidden_by: hiddenBy, counts } = data;
  return (
    <div className="why-not-told">
      <h4>{data.rule.title}</h4>
      {explanation === null ? (
        <>
          <p role="status">
            This is a correlation: it speaks of several events together, not of one. Ask about one of the
            rules that it counts.
          </p>
          <ul className="plain-list">
            {counts.map(({ id, title }) => (
              <li key={id}>
                <button type="button" className="button-plain" onClick={() => onAsk(id)}>
                  {title}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          <Verdict answer={data} explanation={explanation} />
          {data.rule.mode !== 'enabled' && (
            <p className="muted">
              {data.rule.mode === 'test'
                ? 'The rule is on test: what it says is kept apart from findings.'
                : 'The rule is disabled: it is not asked when logs come in.'}
            </p>
          )}
          {hiddenBy.map(({ id, title }) => (
            <p key={id}>
              A filter hides this match: <strong>{title}</strong>.
            </p>
          ))}
          {explanation.applies && <Selections explanation={explanation} />}
        </>
      )}
    </div>
  );
}

function Verdict({ answer, explanation }: { answer: ExplainAnswer; explanation: Explanation }) {
  const { applies, matches } = explanation;
  return (
    <p role="status" className="why-not-verdict">
      <HeldMark holds={matches} />{' '}
      {!applies ? (
        <>
          <strong>It is not asked.</strong> The rule is about <em>{answer.rule.logsource}</em>, and this event
          is of <code>{answer.source}</code>.
        </>
      ) : (
        <strong>{matches ? 'The rule matches this event.' : 'The rule does not match this event.'}</strong>
      )}
    </p>
  );
}

function Selections({ explanation }: { explanation: Explanation }) {
  const { routing, selections, condition } = explanation;
  return (
    <>
      <p>
        Its condition: <code>{condition}</code>
      </p>
      {routing.length > 0 && (
        <Selection
          name="belongs to the log source"
          holds={routing.every(({ holds }) => holds)}
          tests={routing}
        />
      )}
      {selections.map(({ selection, holds, tests }) => (
        <Selection key={selection} name={selection} holds={holds} tests={tests} />
      ))}
    </>
  );
}

function Selection({ name, holds, tests }: { name: string; holds: boolean; tests: readonly Test[] }) {
  return (
    <div className="why-not-selection">
      <h5>
        <HeldMark holds={holds} /> <span className="mono">{name}</span>{' '}
        <span className="why-not-word">{holds ? 'held' : 'did not hold'}</span>
      </h5>
      <ul className="plain-list">
        {tests.map(({ field, test, wanted, found, holds: held }) => (
          <li key={`${field} ${test} ${wanted}`}>
            <HeldMark holds={held} />{' '}
            <span>
              <strong className="mono">{field ?? 'Anywhere in the record'}</strong> {testWord(test)}{' '}
              <code>{wanted}</code>
              <span className="why-not-found">
                {found === null ? <em>The record has no such field</em> : <>There is: {readable(found)}</>}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A tick in a circle or a cross in a box, and the word for who cannot see either. */
function HeldMark({ holds }: { holds: boolean }) {
  return (
    <svg
      className={holds ? 'mark why-not-held' : 'mark why-not-failed'}
      width="15"
      height="15"
      viewBox="0 0 16 16"
      role="img"
      aria-label={holds ? 'Held:' : 'Did not hold:'}
    >
      {holds ? (
        <>
          <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
          <path d="m4.9 8.2 2.2 2.2 4-4.4" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </>
      ) : (
        <>
          <rect
            x="1.4"
            y="1.4"
            width="13.2"
            height="13.2"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
          />
          <path d="m5 5 6 6M11 5l-6 6" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </>
      )}
    </svg>
  );
}
