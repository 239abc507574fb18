/** What is happening, who is at risk, what do I do now: answered in that order, above the fold. */

import { isRefusal } from '@cordon/client';
import type { Situation } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { situationQuery } from '../../data.ts';
import { Loading, Problem } from '../../parts/States.tsx';
import { ActionList } from './ActionList.tsx';
import { Behind, Calm, NothingRead } from './Calm.tsx';
import { Happening } from './Happening.tsx';
import { Replay } from './Replay.tsx';
import { ServiceBoard } from './ServiceBoard.tsx';
import { Sources } from './Sources.tsx';
import { Trend } from './Trend.tsx';
import { WardsAtRisk } from './WardsAtRisk.tsx';
import { Watched } from './Watched.tsx';

export function SituationPage() {
  const { data, error, refetch } = useQuery(situationQuery);
  // A region has no situation of its own: it stands above those that have.
  if (isRefusal(error, 'NO_HOSPITAL')) return <Navigate to="/region" replace />;
  if (!data) {
    return (
      <div className="page">
        <h1>Situation</h1>
        {error ? <Problem error={error} retry={() => void refetch()} /> : <Loading what="the situation" />}
      </div>
    );
  }
  return (
    <div className="page situation">
      <div className="page-head">
        <h1>Situation</h1>
        {data.demonstration && <Replay demonstration={data.demonstration} />}
      </div>
      {error && <Problem error={error} kept="What follows is the last answer that arrived." />}
      <Answers situation={data} />
    </div>
  );
}

function Answers({ situation }: { situation: Situation }) {
  const [worst, ...others] = situation.open_incidents;
  const names = new Map(situation.services.map((service) => [service.id, service.name]));
  const behind = situation.behind && <Behind behind={situation.behind} />;
  if (situation.events === 0 && !behind) return <NothingRead situation={situation} />;
  if (!worst) {
    return (
      <>
        {behind ?? <Calm situation={situation} />}
        <div className="answers answers-calm">
          <ServiceBoard services={situation.services} />
          <Trend trend={situation.trend} />
          <Sources situation={situation} />
        </div>
        <Watched watched={situation.watched} />
      </>
    );
  }
  return (
    <>
      {behind}
      <div className="answers">
        <Happening incident={worst} others={others} />
        <ServiceBoard services={situation.services} />
        <section className="panel now" aria-labelledby="now-title">
          <h2 id="now-title">What to do now</h2>
          <ActionList actions={worst.actions} serviceNames={names} />
        </section>
        <Trend trend={situation.trend} />
      </div>
      <WardsAtRisk incident={worst.id} />
      <Watched watched={situation.watched} />
      <Sources situation={situation} />
    </>
  );
}
