/** Every model: what its score counts, from where it speaks, what came of it, and how often it is wrong. */
import type { ModelView } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { modelsQuery } from '../../data.ts';
import { LevelMark, unknownShape } from '../../parts/Marks.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { familyWords, scoreWord } from '../../words/models.ts';
import { count, levelOrder, plural } from '../../words/words.ts';

export function ModelsTab() {
  const { data, error, isPending, refetch } = useQuery(modelsQuery);
  const families = [...new Set(data?.items.map(({ family }) => family))];
  return (
    <div className="models">
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="models" />}
      {data && (
        <>
          <p className="prose">
            Models learn what is usual here and say what is not. That is weaker than a rule, so what they say
            adds up on a host or account and never raises an incident alone.{' '}
            {data.learnt ? (
              <strong>
                Before the first log here they had learnt from{' '}
                {plural(data.learnt.days, 'simulated ordinary day')} of {data.learnt.hospital} (
                {plural(data.learnt.records, 'record')}).
              </strong>
            ) : (
              'These learn from this hospital alone.'
            )}
          </p>
          {families.map((family) => (
            <Family key={family} models={data.items.filter((model) => model.family === family)} />
          ))}
        </>
      )}
    </div>
  );
}

function Family({ models }: { models: readonly ModelView[] }) {
  const { family, family_title, reads, figures } = models[0]!;
  return (
    <section className="panel" aria-labelledby={`family-${family}`}>
      <div className="panel-head">
        <h2 id={`family-${family}`}>{family_title}</h2>
        <a href={`/api/v1/models/cards/${family}`}>
          Card<span className="visually-hidden"> of {family_title}</span>
        </a>
      </div>
      {reads !== '' && <p className="muted">Reads {reads}</p>}
      {figures === null ? (
        <p>
          <strong className="unknown-word">How often they are wrong is not known:</strong> they were never
          measured.
        </p>
      ) : (
        <ul className="bullets models-figures">
          {familyWords(figures).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      <Scroll label={`Models: ${family_title}`}>
        <table className="table models-table">
          <caption className="visually-hidden">Models: {family_title}</caption>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Speaks from</th>
              <th scope="col">Findings</th>
              <th scope="col">Judged</th>
              <th scope="col">Wrong (simulated)</th>
              <th scope="col">Learning</th>
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <Row key={model.id} model={model} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Row({ model }: { model: ModelView }) {
  const { id, rule_id, title, measure, threshold, findings, judged, figures } = model;
  const total = levelOrder.reduce((sum, level) => sum + findings[level], 0);
  return (
    <tr>
      <th scope="row">
        <span className="row-title">{title}</span>
        <span className="mono muted">{id}</span>
      </th>
      <td>
        <span className="number">{scoreWord(threshold.now)}</span> <span className="muted">{measure}</span>
        {threshold.now !== threshold.shipped && (
          <span className="models-moved">moved by feedback from {scoreWord(threshold.shipped)}</span>
        )}
      </td>
      <td>
        {total === 0 ? (
          <span className="muted">none</span>
        ) : (
          <Link to="/findings" search={{ rule: rule_id }} className="models-levels">
            {levelOrder
              .filter((level) => findings[level] > 0)
              .map((level) => (
                <span key={level}>
                  {count(findings[level])} <LevelMark level={level} />
                </span>
              ))}
          </Link>
        )}
      </td>
      <td>
        {judged.useful + judged.not_useful === 0 ? (
          <span className="muted">none</span>
        ) : (
          <>
            <span className="models-line">
              {count(judged.useful)} useful, {count(judged.useful_kept)} still come
            </span>
            <span className="models-line">
              {count(judged.not_useful)} not, {count(judged.not_useful_kept)} still come
            </span>
          </>
        )}
      </td>
      <td>
        {figures === null ? (
          <strong className="unknown-word">not known</strong>
        ) : figures.findings === 0 ? (
          <span className="muted">said nothing</span>
        ) : (
          `${count(figures.findings - figures.hits)} of ${count(figures.findings)}`
        )}
      </td>
      <td>
        <Learning learning={model.learning} />
      </td>
    </tr>
  );
}

function Learning({ learning }: { learning: ModelView['learning'] }) {
  const { state, since, until, events, wanted } = learning;
  if (state === 'ready')
    return (
      <>
        Ready
        {wanted === 0 ? <span className="models-line muted">needs no learning</span> : null}
      </>
    );
  if (state === 'nothing-seen')
    return (
      <strong className="unknown-word">
        <svg className="mark" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
          {unknownShape}
        </svg>{' '}
        Has seen no such log
      </strong>
    );
  return (
    <>
      Learning since <When at={since} show="stamp" />
      <span className="models-line muted">
        says nothing before <When at={until} show="stamp" />
        {events <= wanted && `, and ${plural(wanted - events + 1, 'more record')}`}
      </span>
    </>
  );
}
