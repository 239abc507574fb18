/** Where weak signals add up, before any of them is loud: what to keep an eye on tonight. */
import type { Situation } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { IfMay } from '../../parts/IfMay.tsx';
import { LevelGlyph } from '../../parts/Marks.tsx';
import { When } from '../../parts/When.tsx';

/** As much as one finding of level high; what reaches it on several signals becomes an incident. */
const full = 40;

export function Watched({ watched }: { watched: Situation['watched'] }) {
  const quiet = watched.filter((one) => one.incident === null);
  if (quiet.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="watched-title">
      <div className="panel-head">
        <h2 id="watched-title">Weak signals adding up</h2>
        <p className="muted">Not an incident yet. {full} on several signals makes one.</p>
      </div>
      <ul className="watched">
        {quiet.map((one) => (
          <li key={`${one.kind} ${one.id}`} className="watched-row">
            <span className="watched-name wrap-anywhere">
              {one.kind === 'account' ? (
                <IfMay action="finding.read">
                  <Link to="/findings" search={{ account: one.name }}>
                    {one.name}
                  </Link>
                </IfMay>
              ) : (
                <IfMay action="finding.read">
                  <Link to="/findings" search={{ host: one.name }}>
                    {one.name}
                  </Link>
                </IfMay>
              )}
            </span>
            <span className="watched-meter">
              <meter min={0} max={full} value={Math.min(full, one.risk)} aria-label={`Risk of ${one.name}`} />
              <span className="number">{one.risk}</span>
            </span>
            <ul className="watched-signals">
              {one.signals.map((signal) => (
                <li key={signal.title}>
                  <LevelGlyph level={signal.level} size={12} /> {signal.title},{' '}
                  <span className="muted">
                    <When at={signal.at} show="age" />
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
