/** What is vulnerable, by CVE, most pressing first, and whether the fourteen days of Cyber Essentials are over. */
import type { VulnerabilitiesView } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { vulnerabilitiesQuery } from '../../data.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { clockWord } from '../../words/estate.ts';
import { count, plural } from '../../words/words.ts';
import { Decided } from '../estate/Decided.tsx';
import { EstateNav } from '../estate/EstateNav.tsx';
import { HowSoon } from '../estate/Weight.tsx';
import { Standing } from './Standing.tsx';

export function VulnerabilitiesPage() {
  const { data, error, isPending, refetch } = useQuery(vulnerabilitiesQuery);
  return (
    <div className="page legacy">
      <h1>Vulnerabilities</h1>
      <EstateNav />
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="what was found" />}
      {data && (
        <>
          <Clocks view={data} />
          <Standing view={data} />
          {data.items.length === 0 ? (
            <Empty title="Nothing was found, because nobody looked">
              <p>
                Import what a scanner exports, or put advisories into the folder <code>feeds</code> beside{' '}
                <code>hospital.yaml</code>.
              </p>
            </Empty>
          ) : (
            <Table view={data} />
          )}
        </>
      )}
    </div>
  );
}

function Clocks({ view: { clocks, unwatched, assets, found, cleared } }: { view: VulnerabilitiesView }) {
  return (
    <dl className="legacy-summary">
      <div className="legacy-number legacy-unknown">
        <dt>Nobody looks</dt>
        <dd>
          {count(unwatched)}
          <span className="under">of {plural(assets, 'asset')}: that none is listed says nothing</span>
        </dd>
      </div>
      <div className="legacy-number legacy-ended">
        <dt>14 days are over</dt>
        <dd>
          {count(clocks.late)}
          <span className="under">of {plural(found, 'finding')}; Cyber Essentials asks for it in 14</span>
        </dd>
      </div>
      <div className="legacy-number legacy-unknown">
        <dt>14 days may be over</dt>
        <dd>
          {count(clocks.unknown)}
          <span className="under">No source says when the fix was released</span>
        </dd>
      </div>
      <div className="legacy-number">
        <dt>14 days run</dt>
        <dd>
          {count(clocks.due)}
          <span className="under">{plural(cleared, 'other')} cleared by a maker</span>
        </dd>
      </div>
    </dl>
  );
}

function Table({ view: { items, item_count } }: { view: VulnerabilitiesView }) {
  return (
    <section className="panel" aria-labelledby="by-cve">
      <div className="panel-head">
        <h2 id="by-cve">By CVE, most pressing first</h2>
        <p className="muted">
          {item_count > items.length
            ? `The first ${count(items.length)} of ${count(item_count)}`
            : count(item_count)}
        </p>
      </div>
      <Scroll label="Vulnerabilities, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">How soon</th>
              <th scope="col">CVE</th>
              <th scope="col">On</th>
              <th scope="col">14 days</th>
              <th scope="col" className="numeric">
                CVSS
              </th>
              <th scope="col" className="numeric">
                Forecast
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <Row key={item.cve} item={item} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Row({ item }: { item: VulnerabilitiesView['items'][number] }) {
  const {
    cve,
    decision,
    clock,
    cvss,
    forecast,
    assets,
    count: number,
    source,
    evidence,
    kev,
    certain,
  } = item;
  const more = number - assets.length;
  return (
    <tr>
      <td>
        <HowSoon outcome={decision.outcome} />
      </td>
      <th scope="row">
        <strong>{cve}</strong>
        {!certain && <strong className="unknown-word"> may be there</strong>}
        <span className="under">
          {source}: {evidence}
        </span>
        {kev
          .filter(({ required_action }) => required_action !== '')
          .map(({ asserter, due, required_action }) => (
            <span key={asserter} className="under">
              {asserter} asks{due !== null && `, by ${due}`}: {required_action}
            </span>
          ))}
        <details>
          <summary>Why</summary>
          <Decided decision={decision} />
        </details>
      </th>
      <td>
        {assets.map(({ id, hostname }, i) => (
          <span key={id}>
            {i > 0 && ', '}
            <Link to="/estate/assets/$id" params={{ id }}>
              {hostname}
            </Link>
          </span>
        ))}
        {more > 0 && ` and ${count(more)} more`}
      </td>
      <td className={clock.state === 'unknown' ? 'unknown-word' : undefined} title={clock.why}>
        {clockWord(clock)}
      </td>
      <td className="numeric">
        {cvss === null ? <span className="unknown-word">Unknown</span> : cvss.toFixed(1)}
      </td>
      <td className="numeric">{forecast === null ? 'None' : `${(forecast * 100).toFixed(1)}%`}</td>
    </tr>
  );
}
