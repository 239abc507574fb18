/** Which wards the intruder reaches, how soon, and what their patients lose. */
import type { SpreadOverTime, WardReached } from '@cordon/containment';
import { useLonger } from '../../parts/Longer.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { bedsWord, spanWord, wardsWord } from '../../words/reckoned.ts';
import { count, plural } from '../../words/words.ts';

export function WardsAtRisk({ spread: { wards, off_wards, horizon } }: { spread: SpreadOverTime }) {
  const { rowClass, button } = useLonger(wards.length, 'wards');
  return (
    <section className="panel" id="wards" aria-labelledby="wards-title">
      <div className="panel-head">
        <h2 id="wards-title">Wards at risk</h2>
        <p className="muted">{wards.length > 0 && wardsWord(wards)}</p>
      </div>
      {wards.length === 0 ? (
        <p className="muted">
          No ward that the estate describes is reached within {horizon / 60} hours, and none loses a service.
        </p>
      ) : (
        <Scroll label="Wards at risk, table">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Ward</th>
                <th scope="col">First device falls</th>
                <th scope="col" className="numeric wide-only">
                  Devices
                </th>
                <th scope="col">What its patients lose</th>
              </tr>
            </thead>
            <tbody>
              {wards.map((ward, index) => (
                <tr key={ward.ward} className={rowClass(index)}>
                  <th scope="row">
                    {ward.name}
                    <span className={ward.beds === null ? 'under unknown-word' : 'under'}>
                      {bedsWord(ward.beds)}
                    </span>
                  </th>
                  <td>
                    {ward.first === null ? <span className="muted">None does</span> : spanWord(ward.first)}
                  </td>
                  <td className="numeric wide-only">
                    {count(ward.fallen)} of {count(ward.devices)}
                  </td>
                  <td>
                    <Loses ward={ward} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {button}
      <p className="muted">
        Looking {horizon / 60} hours ahead, from the fastest pace on record to a careful intruder: how soon
        somebody may be there, not that anybody will be.
        {off_wards.elsewhere > 0 && ` ${plural(off_wards.elsewhere, 'asset')} within reach stand on no ward.`}
        {off_wards.unknown > 0 && (
          <strong className="unknown-word">
            {' '}
            Of {plural(off_wards.unknown, 'asset')} more nobody has said where they stand.
          </strong>
        )}
      </p>
    </section>
  );
}

function Loses({ ward: { services } }: { ward: WardReached }) {
  if (services.length === 0) return <span className="muted">No service of theirs</span>;
  return services.map(({ service, name, degraded, stopped }) => (
    <span key={service} className={`fare fare-${stopped ? 'stopped' : 'degraded'}`}>
      {name}: {stopped ? 'stops' : 'works worse'}
      <span className="under">{spanWord(stopped ?? degraded!)}</span>
    </span>
  ));
}
