/** What the rules cover of ATT&CK, and what stands behind the claim: a rule, its log source, a replayed attack. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { coverageQuery } from '../../data.ts';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { count, plural } from '../../words/words.ts';
import { CoverageTable } from './CoverageTable.tsx';
import { Matrix } from './Matrix.tsx';
import { TechniquePane } from './TechniquePane.tsx';

const route = getRouteApi('/coverage');

export function CoveragePage() {
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, isPending, refetch } = useQuery(coverageQuery);
  const selected = data?.techniques.find((technique) => technique.id === id);
  return (
    <div className="page coverage">
      <h1>Coverage</h1>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="coverage" />}
      {data && (
        <>
          <p className="coverage-sum">
            {plural(data.rules, 'rule')} and {plural(data.models, 'model')} for{' '}
            {plural(data.techniques.length, 'technique')}. <Proved techniques={data.techniques} />
          </p>
          {data.techniques.some(({ source }) => source === 'unknown') && (
            <p className="coverage-unknown">
              No log has come in yet, so nobody can say for which techniques there is a log source.
            </p>
          )}
          {data.techniques.length === 0 && (
            <Empty title="No rule names a technique">
              <p>Rules say which technique they look for with a tag such as attack.t1490.</p>
            </Empty>
          )}
          {selected && (
            <TechniquePane
              technique={selected}
              onClose={() => void navigate({ search: {}, resetScroll: false })}
            />
          )}
          {data.techniques.length > 0 && <Matrix coverage={data} selected={id} />}
          {data.techniques.length > 0 && <CoverageTable coverage={data} />}
          <p className="coverage-notice">
            ATT&amp;CK {data.attack.version}. {data.attack.notice}
          </p>
        </>
      )}
    </div>
  );
}

function Proved({ techniques }: { techniques: readonly { source: string; proof: string }[] }) {
  const recorded = techniques.filter(({ proof }) => proof === 'recording').length;
  const blind = techniques.filter(({ source }) => source === 'not-seen').length;
  return (
    <>
      {count(recorded)} fired on an attack that others recorded.
      {blind > 0 && <strong className="bad"> {plural(blind, 'technique')} without a log source.</strong>}
    </>
  );
}
