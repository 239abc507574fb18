/** What should pass between zones before an intruder is in: how sure that is, what each mode buys and breaks, and the lines. */
import type { SegmentationView } from '@cordon/segmentation';
import { useQuery } from '@tanstack/react-query';
import { segmentationQuery } from '../../data.ts';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { count, plural } from '../../words/words.ts';
import { EstateNav } from '../estate/EstateNav.tsx';
import { Pairs } from './Pairs.tsx';
import { Patterns } from './Patterns.tsx';
import { PolicyLines } from './PolicyLines.tsx';
import { SideBySide } from './SideBySide.tsx';
import { ToDecide } from './ToDecide.tsx';

export function SegmentationPage() {
  const { data, error, isPending, refetch } = useQuery(segmentationQuery);
  const may = useMay();
  return (
    <div className="page segmentation">
      <h1>Segmentation</h1>
      <EstateNav />
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="what passes between zones" />}
      {data && (
        <>
          <Observed view={data} />
          <SideBySide />
          <ToDecide view={data} />
          <Pairs view={data} />
          <Patterns checks={data.checks} />
          {may('plan.carry-out') && <PolicyLines />}
        </>
      )}
    </div>
  );
}

function Observed({ view: { recommendation, about_seen } }: { view: SegmentationView }) {
  const { observed, pairs, settle_days } = recommendation;
  if (observed === null)
    return (
      <p className="unknown-note" role="status">
        <strong>Nothing was observed.</strong> What passes between zones is unknown, which is not the same as
        nothing: send Zeek, NetFlow or firewall logs to Cordon. Until then all that is stated stays.
      </p>
    );
  const stable = pairs.filter(({ state }) => state === 'stable').length;
  return (
    <p className="legacy-lead" role="status">
      {stable} of {plural(pairs.length, 'pair')} of zones known well enough to enforce: something seen on{' '}
      {settle_days} days, and nothing new for as long.{' '}
      <span className="under">
        {plural(observed.flows, 'flow')} seen on {count(observed.days)} of the last 30 days,{' '}
        <When at={observed.from} show="minute" /> to <When at={observed.to} show="minute" />. Cordon asks no
        device anything: this is from what others logged.
        {about_seen !== null && ` ${about_seen}`}
      </span>
    </p>
  );
}
