/** What each ward has lost by the moment that is shown: its devices, and the services whose patients lie there. */
import type { SpreadOverTime } from '@cordon/containment';
import { bedsWord } from '../../words/reckoned.ts';
import { count, plural } from '../../words/words.ts';
import { type Felt, feltAt, feltWord, type PaceName, type Standing } from './words.ts';

interface WardsProps {
  spread: SpreadOverTime;
  pace: PaceName;
  standing: Standing;
}

const order: readonly Felt[] = ['stopped', 'worse', 'runs'];

export function Wards({ spread, pace, standing: { minute, onWard } }: WardsProps) {
  const wards = spread.wards
    .map((ward) => {
      const services = ward.services.map((one) => ({ ...one, felt: feltAt(one, pace, minute) }));
      const felt = order.find((word) => services.some((one) => one.felt === word)) ?? 'runs';
      return { ward, services, felt, fallen: onWard.get(ward.ward) ?? 0 };
    })
    .sort((a, b) => order.indexOf(a.felt) - order.indexOf(b.felt) || b.fallen - a.fallen);
  const touched = wards.filter(({ felt, fallen }) => felt !== 'runs' || fallen > 0);
  const beds = touched.reduce((sum, { ward }) => sum + (ward.beds ?? 0), 0);
  return (
    <section className="panel" aria-labelledby="map-wards">
      <div className="panel-head">
        <h2 id="map-wards">Wards by then</h2>
        <p className="muted">
          {plural(touched.length, 'ward')} with {plural(beds, 'bed')} reached, or short of a service
        </p>
      </div>
      {wards.length === 0 && <p className="muted">No ward that the estate describes is reached.</p>}
      <ul className="map-felt">
        {wards.map(({ ward, services, felt, fallen }) => (
          <li key={ward.ward} className={`map-felt-${felt}`}>
            <strong>{ward.name}</strong>
            <span className="map-felt-word">
              {felt === 'runs' && fallen > 0 ? 'Reached' : feltWord[felt]}
            </span>
            <span className="under">
              {bedsWord(ward.beds)}; {count(fallen)} of {plural(ward.devices, 'device')} reached
            </span>
            {services
              .filter((one) => one.felt !== 'runs')
              .map((one) => (
                <span key={one.service} className="under">
                  {one.name}: {feltWord[one.felt].toLowerCase()}
                </span>
              ))}
          </li>
        ))}
      </ul>
      <Unplaced spread={spread} />
    </section>
  );
}

function Unplaced({ spread: { off_wards } }: { spread: SpreadOverTime }) {
  if (off_wards.unknown === 0) return null;
  return (
    <p className="unknown-note">
      <strong>Of {plural(off_wards.unknown, 'asset')} within reach nobody has said where they stand.</strong>{' '}
      They may be on any ward.
    </p>
  );
}
