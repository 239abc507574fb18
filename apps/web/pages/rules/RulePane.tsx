/** One rule: what it is, how it does, how far it is trusted, and how it would have done. */

import type { RuleDetail } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask, ruleQuery } from '../../data.ts';
import { LevelMark } from '../../parts/Marks.tsx';
import { PaneTools } from '../../parts/PaneTools.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { packWord, stated } from '../../words/rules.ts';
import { count, plural } from '../../words/words.ts';
import { Backtest } from './Backtest.tsx';
import { HeldBackList } from './HeldBackList.tsx';
import { ModeForm } from './ModeForm.tsx';
import { ModeMark } from './ModeMark.tsx';

export function RulePane({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useQuery(ruleQuery(id));
  return (
    <article className="pane pane-detail" aria-label="Rule">
      <PaneTools onClose={onClose} />
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading what="the rule" />}
      {data && (
        <>
          <header className="finding-head">
            <LevelMark level={data.level} strong />
            <h2>{data.title}</h2>
            <p className="prose">{stated(data.description)}</p>
          </header>
          <Facts rule={data} />
          <section className="pane-section" aria-labelledby="trust">
            <h3 id="trust">How far it is trusted</h3>
            {data.choice && (
              <p>
                <ModeMark mode={data.mode} /> by {data.choice.by}, <When at={data.choice.at} show="stamp" />:{' '}
                {data.choice.because}
              </p>
            )}
            <ModeForm
              key={`${data.id} ${data.mode}`}
              keep={(body) => ask('PUT /rules/{id}/mode', { path: { id: data.id }, body })}
              mode={data.mode}
              rests={data.rests}
            />
          </section>
          <Days rule={data} />
          <Backtest ruleId={data.id} />
          {data.mode === 'test' && (
            <section className="pane-section" aria-labelledby="held">
              <h3 id="held">What it said on test</h3>
              <HeldBackList of={{ filter: 'test', rule: data.id }} none="Nothing so far." />
            </section>
          )}
          <details className="twin">
            <summary>The rule as written</summary>
            <pre className="code">{data.text}</pre>
          </details>
        </>
      )}
    </article>
  );
}

function Facts({ rule }: { rule: RuleDetail }) {
  return (
    <dl className="facts">
      <div>
        <dt>Log source</dt>
        <dd>
          {rule.source}
          {rule.source_seen === null ? (
            <>
              : <strong className="unknown-word">never came, so its silence says nothing</strong>
            </>
          ) : (
            <>
              , newest record <When at={rule.source_seen} />
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>Findings</dt>
        <dd>
          <Link to="/findings" search={{ rule: rule.id }}>
            Those of this rule
          </Link>
        </dd>
      </div>
      <div>
        <dt>Filters</dt>
        <dd>
          {rule.filters === 0 ? (
            'None'
          ) : (
            <Link to="/rules" search={{ tab: 'filters' }}>
              {plural(rule.filters, 'filter')}
            </Link>
          )}
        </dd>
      </div>
      <div>
        <dt>Pack</dt>
        <dd>{packWord({ name: rule.pack })}</dd>
      </div>
      <div>
        <dt>Author</dt>
        <dd>{stated(rule.author)}</dd>
      </div>
      <div>
        <dt>Licence</dt>
        <dd>{stated(rule.licence)}</dd>
      </div>
      <div>
        <dt>Status</dt>
        <dd>{stated(rule.status)}</dd>
      </div>
    </dl>
  );
}

function Days({ rule }: { rule: RuleDetail }) {
  const most = Math.max(1, ...rule.days.map(({ hits }) => hits));
  return (
    <section className="pane-section" aria-labelledby="days">
      <h3 id="days">Hits by day</h3>
      {rule.days.length === 0 ? (
        <p className="muted">It has not matched anything yet.</p>
      ) : (
        <table className="table days">
          <thead>
            <tr>
              <th scope="col">Day of the events</th>
              <th scope="col" className="numeric">
                Hits
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rule.days.map(({ day, hits }) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                <td className="numeric">{count(hits)}</td>
                <td aria-hidden="true">
                  <meter className="day-bar" min={0} max={most} value={hits} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
