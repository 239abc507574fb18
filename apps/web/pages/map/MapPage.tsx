/** Zones and services at a glance, however many assets there are; and how far an intruder would get in them, minute by minute. */
import type { SpreadOverTime } from '@cordon/containment';
import type { EstateMap } from '@cordon/estate';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { mapQuery, spreadQuery } from '../../data.ts';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { useMay } from '../../session.ts';
import { count, plural } from '../../words/words.ts';
import { Felt } from './Felt.tsx';
import { From } from './From.tsx';
import { Moments } from './Moments.tsx';
import { Twin } from './Twin.tsx';
import { Wards } from './Wards.tsx';
import { type PaceName, paceNames, type Standing, standingAt } from './words.ts';
import { ZonePane } from './ZonePane.tsx';
import { Zones } from './Zones.tsx';

const route = getRouteApi('/map');

export function MapPage() {
  const { data, error, isPending, refetch } = useQuery(mapQuery);
  const { from, incident, hours, pace = 'quick', zone } = route.useSearch();
  const asked = { from, incident, hours: Number(hours) || 24 };
  const isAsked = from !== undefined || incident !== undefined;
  const spread = useQuery(spreadQuery(isAsked ? asked : null));
  const navigate = useNavigate();
  const may = useMay();
  const change = (changed: { pace?: PaceName; zone?: string | undefined }) =>
    void navigate({ to: '/map', search: (before) => ({ ...before, ...changed }), resetScroll: false });
  const paceName = paceNames.find((name) => name === pace) ?? 'quick';
  return (
    <div className="page estate-map">
      <div className="page-head">
        <h1>Map</h1>
        {data && (
          <p className="muted">
            {plural(data.assets, 'asset')} in {plural(data.zones.length, 'zone')}
          </p>
        )}
      </div>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="the map" />}
      {data && data.zones.length === 0 && (
        <Empty title="Nothing of this hospital is known yet.">
          <p>Import what your inventories say, and it stands here by zone.</p>
        </Empty>
      )}
      {data && data.zones.length > 0 && (
        <>
          <From
            key={`${from} ${incident} ${hours}`}
            asked={asked}
            pace={paceName}
            onPace={(changed) => change({ pace: changed })}
          />
          {from !== undefined && may('plan.read') && (
            <p className="no-print">
              <Link to="/plan" search={{ from, hours }}>
                What to close if this were held
              </Link>
            </p>
          )}
          {spread.error && <Problem error={spread.error} kept="The map itself is complete." />}
          {isAsked && spread.isPending && !spread.error && <Loading what="how far that reaches" />}
          <Picture
            // Another question begins at its own end.
            key={`${from} ${incident} ${hours} ${paceName} ${spread.dataUpdatedAt}`}
            map={data}
            spread={spread.data ?? null}
            pace={paceName}
            zone={zone}
            onZone={(chosen) => change({ zone: chosen })}
          />
        </>
      )}
    </div>
  );
}

interface PictureProps {
  map: EstateMap;
  spread: SpreadOverTime | null;
  pace: PaceName;
  zone: string | undefined;
  onZone(zone: string | undefined): void;
}

function Picture({ map, spread, pace: paceName, zone, onZone }: PictureProps) {
  const pace = spread?.paces[paceName] ?? null;
  const [step, setStep] = useState(pace === null ? 0 : pace.moments.length - 1);
  const [playing, play] = useState(false);
  const standing = pace && standingAt(pace, step);
  const chosen = map.zones.find(({ id }) => id === zone);
  return (
    <>
      <section className="panel" aria-labelledby="map-picture">
        <div className="panel-head">
          <h2 id="map-picture">
            {spread ? 'How far an intruder gets' : 'What stands where, and what may flow'}
          </h2>
          <Key spread={spread !== null} />
        </div>
        {spread && <Held spread={spread} standing={standing} />}
        {pace && standing && (
          <Moments {...{ pace, standing, step, playing }} onStep={setStep} onPlay={play} />
        )}
        <Zones map={map} standing={standing} chosen={zone} onChoose={onZone} />
        <p className="muted no-print">
          Point at a zone, or move to it with Tab, to see with which others it may talk; open it for what
          stands in it.
        </p>
        <Twin map={map} pace={pace} horizon={spread?.horizon ?? 0} />
      </section>
      {chosen && <ZonePane map={map} zone={chosen} />}
      {spread && standing && (
        <>
          <Felt map={map} spread={spread} pace={paceName} minute={standing.minute} />
          <Wards spread={spread} pace={paceName} standing={standing} />
        </>
      )}
    </>
  );
}

function Key({ spread }: { spread: boolean }) {
  return (
    <ul className="tally" aria-label="Key">
      <li>
        <span className="zone-key zone-bar-ended" /> Unsupported
      </li>
      <li>
        <span className="zone-key zone-bar-unknown" /> Nobody knows
      </li>
      {spread && (
        <li>
          <span className="zone-key zone-bar-fell" /> Reached
        </li>
      )}
    </ul>
  );
}

/** What it begins with, and what nobody can say. */
function Held({
  spread: { named, unknown },
  standing,
}: {
  spread: SpreadOverTime;
  standing: Standing | null;
}) {
  const first = named.slice(0, 6).map(({ name }) => name);
  return (
    <>
      <p className="map-held">
        {named.length === 0 ? (
          <strong>Nothing of this is in the estate.</strong>
        ) : (
          <>
            From <strong>{first.join(', ')}</strong>
            {named.length > first.length && ` and ${count(named.length - first.length)} more`}. It shows how
            soon somebody may be there, not that anybody will be; by ways that intruders are known to use,
            with times that <code>content/containment/techniques.yaml</code> states.
          </>
        )}
      </p>
      {unknown.length > 0 && (
        <p className="unknown-note">
          <strong>Not in the estate: {unknown.join(', ')}.</strong> Nobody can say how far an intruder gets
          from there.
        </p>
      )}
      {standing && standing.assets === 0 && named.length > 0 && (
        <p>Only accounts or suppliers are held so far; no asset has fallen yet.</p>
      )}
    </>
  );
}
