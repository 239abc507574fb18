/** Visibility only, selective and full, side by side: what each would buy, and what it would break. */
import type { Mode, Score, Simulation } from '@cordon/segmentation';
import { useQuery } from '@tanstack/react-query';
import { segmentationScoresQuery } from '../../data.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { count, plural } from '../../words/words.ts';
import { SeenList } from './SeenList.tsx';
import { modeMeans, modeWord } from './words.ts';

export function SideBySide() {
  const { data, error, isPending, refetch } = useQuery(segmentationScoresQuery);
  const early = data ? deniedIn(data, 'full') - deniedIn(data, 'selective') : 0;
  return (
    <section className="panel" aria-labelledby="segmentation-scores">
      <div className="panel-head">
        <h2 id="segmentation-scores">What each mode buys and breaks</h2>
        <p className="muted">Simulated</p>
      </div>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="an intruder let loose in each mode" />}
      {data && (
        <>
          <Scroll label="Modes side by side, table">
            <table className="table segmentation-scores">
              <thead>
                <tr>
                  <th scope="col">From the middle of {plural(data.starts, 'place')} to begin</th>
                  {data.scores.map(({ mode }) => (
                    <th key={mode} scope="col">
                      {modeWord[mode]}
                      <span className="under">{modeMeans[mode]}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <Row
                  name={`Assets within reach in a day, of ${count(data.of_assets)}`}
                  scores={data.scores}
                  of="assets"
                />
                <Row name="Services that stop" scores={data.scores} of="services" />
                <Row name="Patient-hours" scores={data.scores} of="patient_hours" />
                <tr>
                  <th scope="row">Pairs of zones where something is denied</th>
                  {data.scores.map(({ mode, pairs }) => (
                    <td key={mode}>{count(pairs)}</td>
                  ))}
                </tr>
                <tr>
                  <th scope="row">Flows of the last 30 days that it would deny</th>
                  {data.scores.map(({ mode, breaks_count, breaks_times }) => (
                    <td key={mode}>
                      {count(breaks_count)}
                      {breaks_count > 0 && (
                        <span className="under">{plural(breaks_times, 'connection')}</span>
                      )}
                    </td>
                  ))}
                </tr>
              </tbody>
            </table>
          </Scroll>
          {early > 0 && (
            <p className="unknown-note">
              Full is not recommended yet: {plural(early, 'pair')} of zones settle still, or are not watched.
            </p>
          )}
          {data.scores
            .filter(({ breaks_count }) => breaks_count > 0)
            .map(({ mode, breaks, breaks_count }) => (
              <details key={mode}>
                <summary>
                  {modeWord[mode]} would deny {plural(breaks_count, 'flow')} of the last 30 days: whose
                </summary>
                <SeenList flows={breaks} all={breaks_count} />
              </details>
            ))}
          <p className="muted">
            At the quickest pace on record, so a worst case: compare the columns, do not quote one.
            {!data.confirmed && ' No clinical safety officer has confirmed the weights of patient-hours.'}{' '}
            What passes within a zone never meets a firewall between zones.
          </p>
        </>
      )}
    </section>
  );
}

/** Pairs of zones: in full mode all, in selective those that are known. */
const deniedIn = ({ scores }: Simulation, mode: Mode): number =>
  scores.find((score) => score.mode === mode)?.pairs ?? 0;

function Row({
  name,
  scores,
  of,
}: {
  name: string;
  scores: readonly Score[];
  of: 'assets' | 'services' | 'patient_hours';
}) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {scores.map((score) => {
        const { low, middle, high } = score[of];
        return (
          <td key={score.mode}>
            <strong>{count(Math.round(middle))}</strong>
            <span className="under">
              best {count(Math.round(low))}, worst {count(Math.round(high))}
            </span>
          </td>
        );
      })}
    </tr>
  );
}
