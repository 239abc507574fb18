/** What to fix first and why, with what it costs and what was refused: for the night shift to act on, and for a board to decide on. */
import type { LegacyView } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { legacyQuery } from '../../data.ts';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { listed, pounds, supportLine } from '../../words/estate.ts';
import { count, plural, sentence, strengthWord } from '../../words/words.ts';
import { Decided } from '../estate/Decided.tsx';
import { EstateNav } from '../estate/EstateNav.tsx';
import { Measures } from '../estate/Meanwhile.tsx';
import { HowSoon } from '../estate/Weight.tsx';
import { Standing } from './Standing.tsx';

export function LegacyPage() {
  const { data, error, isPending, refetch } = useQuery(legacyQuery);
  return (
    <div className="page legacy">
      <h1>What to fix first</h1>
      <EstateNav />
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="what is past its support" />}
      {data && (
        <>
          <Summary view={data} />
          <Standing view={data} />
          {data.groups.length === 0 ? (
            <Empty
              title={
                data.assets === 0
                  ? 'No asset is known'
                  : 'Everything that is known is supported by its makers'
              }
            />
          ) : (
            <ol className="legacy-groups">
              {data.groups.map((group, place) => (
                <Group
                  key={`${group.system?.id ?? group.kind} ${group.os} ${group.support.state} ${group.decision.outcome}`}
                  group={group}
                  place={place + 1}
                />
              ))}
            </ol>
          )}
          {data.group_count > data.groups.length && (
            <p className="muted">
              The {count(data.groups.length)} most pressing of {count(data.group_count)} groups are shown.
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** Unknown first: it is what nobody can plan for. */
function Summary({ view }: { view: LegacyView }) {
  const { states, assets, quoted_gbp, refused, unanswered, unquoted_groups } = view;
  return (
    <dl className="legacy-summary">
      <div className="legacy-number legacy-unknown">
        <dt>Support unknown</dt>
        <dd>
          <Link to="/estate" search={{ tab: 'assets', support: 'unknown' }}>
            {count(states.unknown)}
          </Link>
          <span className="under">Worse than ended: nobody is watching</span>
        </dd>
      </div>
      <div className="legacy-number legacy-ended">
        <dt>Support ended</dt>
        <dd>
          <Link to="/estate" search={{ tab: 'assets', support: 'ended' }}>
            {count(states.ended)}
          </Link>
          <span className="under">No more fixes, whatever is found</span>
        </dd>
      </div>
      <div className="legacy-number">
        <dt>Extended support</dt>
        <dd>
          <Link to="/estate" search={{ tab: 'assets', support: 'extended' }}>
            {count(states.extended)}
          </Link>
          <span className="under">of {plural(assets, 'asset')} in all</span>
        </dd>
      </div>
      <div className="legacy-number">
        <dt>Quoted by suppliers</dt>
        <dd>
          {quoted_gbp === null ? 'Nothing' : pounds(quoted_gbp)}
          <span className="under">
            {unquoted_groups > 0 && `${plural(unquoted_groups, 'group')} without a price; `}
            {refused} refused, {unanswered} unanswered
          </span>
        </dd>
      </div>
    </dl>
  );
}

type Group = LegacyView['groups'][number];

function Group({ group, place }: { group: Group; place: number }) {
  const { system, kind, os, count: number, assets, support, ended_programs, decision, services } = group;
  const { cve, unwatched, coverage, quoted_gbp } = group;
  const more = number - assets.length;
  return (
    <li className={`panel legacy-group legacy-group-${decision.outcome}`}>
      <div className="panel-head">
        <h2>
          <span className="legacy-place">{place}</span>{' '}
          {system?.name ?? (kind === 'unknown' ? 'Nobody has said what it is' : sentence(kind))}:{' '}
          {os || 'operating system not known'}
        </h2>
        <HowSoon outcome={decision.outcome} strong />
      </div>
      <div className="legacy-body">
        <div>
          <p>
            <span className={`support support-${support.state}`}>{supportLine(support)}</span> {support.why}
          </p>
          {ended_programs.length > 0 && <p>Past their support on it: {listed(ended_programs)}.</p>}
          <p>
            <strong>{plural(number, 'asset')}:</strong>{' '}
            {assets.map(({ id, hostname, location }, i) => (
              <span key={id}>
                {i > 0 && ', '}
                <Link to="/estate/assets/$id" params={{ id }} title={location || undefined}>
                  {hostname}
                </Link>
              </span>
            ))}
            {more > 0 && (
              <>
                {' '}
                and{' '}
                <Link
                  to="/estate"
                  search={{
                    tab: 'assets',
                    ...(system ? { system: system.id } : { kind }),
                    support: support.state,
                  }}
                >
                  {count(more)} more
                </Link>
              </>
            )}
          </p>
          {services.length > 0 && (
            <p>
              <strong>Patients:</strong>{' '}
              {listed(
                services
                  .slice(0, 4)
                  .map(({ name, strength }) => `${name} (${strengthWord[strength].toLowerCase()})`),
              )}
              {services.length > 4 && `, ${services.length - 4} more`}.
            </p>
          )}
          {services.length === 0 && system && (
            <p className="unknown-word">
              No service is mapped to it: who would feel its loss nobody can say.
            </p>
          )}
          <p className="muted">
            {cve !== null
              ? `Because of ${cve}.`
              : unwatched
                ? 'Nobody looks for vulnerabilities on it.'
                : 'None was found, and none that comes will be patched.'}
          </p>
          <details>
            <summary>Why it stands here</summary>
            <Decided decision={decision} />
          </details>
        </div>
        <div className="legacy-meanwhile">
          <h3>Meanwhile, and what it costs</h3>
          <Measures coverage={coverage} />
          <p>
            {quoted_gbp === null ? (
              <strong className="unknown-word">Nobody has given a price.</strong>
            ) : (
              <>
                <strong>{pounds(quoted_gbp)}</strong> quoted in all.
              </>
            )}
          </p>
        </div>
      </div>
    </li>
  );
}
