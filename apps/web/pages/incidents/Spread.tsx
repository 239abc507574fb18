/** How far the intruder has got and can get: the map, the hour it shows, the way it points out, and the same as a table. */
import type { EstateOutline, IncidentDetail } from '@cordon/server/api';
import { useId, useMemo, useState } from 'react';
import { StandingGlyph } from '../../parts/Marks.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { useWidth } from '../../parts/useWidth.ts';
import { usePreferences } from '../../preferences.ts';
import { layOutSpread, type Standing } from '../../words/spread.ts';
import { clockTime, instant, zoneName } from '../../words/time.ts';
import { count, plural, standingWord } from '../../words/words.ts';
import { namesOf } from './names.ts';
import { Chain, Way } from './ServicesAtRisk.tsx';
import { type Focus, SpreadPicture } from './SpreadPicture.tsx';

const key: Standing[] = ['compromised', 'suspected', 'touched', 'reachable'];

export function Spread({ estate, incident }: { estate: EstateOutline; incident: IncidentDetail }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const map = useMemo(
    () => (width > 0 ? layOutSpread(estate, incident, width) : null),
    [estate, incident, width],
  );
  const moments = useMemo(
    () =>
      [
        ...new Set(
          incident.entities.filter(({ kind }) => kind === 'asset').map((entity) => entity.first_seen),
        ),
      ].sort(),
    [incident],
  );
  const [chosen, setChosen] = useState<number | null>(null);
  const [focus, setFocus] = useState<Focus | null>(null);
  const [pinned, setPinned] = useState<Focus | null>(null);
  const shown = focus ?? pinned;
  const step = chosen === null ? moments.length - 1 : Math.min(chosen, moments.length - 1);
  const until = chosen === null ? null : (moments[step] ?? null);
  return (
    <section className="panel" id="map" aria-labelledby="map-title">
      <div className="panel-head">
        <h2 id="map-title">Map of the spread</h2>
        <ul className="tally" aria-label="Key">
          {key.map((standing) => (
            <li key={standing}>
              <StandingGlyph standing={standing} size={13} /> {standingWord[standing]}
            </li>
          ))}
        </ul>
      </div>
      {moments.length > 1 && <Moments moments={moments} step={step} onStep={setChosen} incident={incident} />}
      <div ref={box} className="map-box">
        {map && (
          <SpreadPicture
            map={map}
            until={until}
            focus={shown}
            pinned={pinned}
            onFocus={setFocus}
            onPin={setPinned}
          />
        )}
      </div>
      <Pointed focus={shown} incident={incident} estate={estate} />
      <Twin estate={estate} incident={incident} />
    </section>
  );
}

interface MomentsProps {
  moments: string[];
  step: number;
  onStep: (step: number | null) => void;
  incident: IncidentDetail;
}

/** A slider over the moments at which another system was drawn in. */
function Moments({ moments, step, onStep, incident }: MomentsProps) {
  const id = useId();
  const { zone } = usePreferences();
  const moment = moments[step] ?? '';
  const at = instant(moment);
  const seen = incident.entities.filter((entity) => entity.kind === 'asset' && entity.first_seen <= moment);
  const of = (standing: Standing) => seen.filter((entity) => entity.standing === standing).length;
  const last = step >= moments.length - 1;
  const words = `${at === null ? moment : `${clockTime(at, zone)} ${zoneName(at, zone)}`}: ${count(of('compromised'))} compromised, ${count(of('suspected'))} suspected`;
  return (
    <div className="moments no-print">
      <label htmlFor={id}>{last ? 'As it is now' : 'As it was at'}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={moments.length - 1}
        step={1}
        value={step}
        aria-valuetext={words}
        onChange={(event) => {
          const next = Number(event.target.value);
          onStep(next >= moments.length - 1 ? null : next);
        }}
      />
      <output htmlFor={id} className="number">
        {words}
      </output>
    </div>
  );
}

/** In words, what the picture is pointing out. */
function Pointed({
  focus,
  incident,
  estate,
}: {
  focus: Focus | null;
  incident: IncidentDetail;
  estate: EstateOutline;
}) {
  const names = namesOf(estate, incident);
  const risk =
    focus?.kind === 'service'
      ? incident.reach.services.find(({ service }) => service === focus.id)
      : undefined;
  const reached =
    focus?.kind === 'asset' ? incident.reach.assets.find(({ asset }) => asset === focus.id) : undefined;
  return (
    <div className={focus === null ? 'pointed no-print' : 'pointed pointed-at no-print'} aria-live="polite">
      {risk ? (
        <>
          <p>
            <strong>{risk.name}</strong>:{' '}
            {risk.state === 'hit' ? 'runs on a compromised system.' : `${plural(risk.steps, 'step')} away.`}
          </p>
          <Way risk={risk} names={names} />
          <p className="muted">
            <Chain ids={risk.dependency} names={names} />
          </p>
        </>
      ) : focus?.kind === 'asset' ? (
        <p>
          <strong>{names.asset(focus.id)}</strong>
          {reached?.steps
            ? `: ${plural(reached.steps, 'step')} from ${names.asset(reached.path[0]?.from ?? '')}, over ${reached.path.map((hop) => `${names.flow(hop.flow)} (${hop.port})`).join(', then ')}.`
            : ': in the intruder’s hands or under suspicion.'}
        </p>
      ) : (
        <p className="muted">Point at a service or a system, or move to it with Tab, to see the way to it.</p>
      )}
    </div>
  );
}

function Twin({ estate, incident }: { estate: EstateOutline; incident: IncidentDetail }) {
  const map = useMemo(() => layOutSpread(estate, incident, 1200), [estate, incident]);
  return (
    <details className="twin">
      <summary>Show as a table</summary>
      <Scroll label="Map of the spread, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Zone</th>
              {key.map((standing) => (
                <th key={standing} scope="col" className="numeric">
                  {standingWord[standing]}
                </th>
              ))}
              <th scope="col" className="numeric">
                Quiet
              </th>
              <th scope="col">Compromised or suspected systems</th>
            </tr>
          </thead>
          <tbody>
            {map.zones.map((zone) => (
              <tr key={zone.id}>
                <th scope="row">{zone.name}</th>
                {key.map((standing) => (
                  <td key={standing} className="numeric">
                    {count(zone.counts[standing])}
                  </td>
                ))}
                <td className="numeric">{count(zone.counts.quiet)}</td>
                <td>
                  {zone.nodes
                    .filter(({ standing }) => standing === 'compromised' || standing === 'suspected')
                    .map(({ name }) => name)
                    .join(', ') || <span className="muted">None</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
