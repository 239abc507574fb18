/** What was found on an asset, how soon each must be fixed, and whether the fourteen days are over. */
import type { AssetView } from '@cordon/server/api';
import { Scroll } from '../../parts/Scroll.tsx';
import { clockWord } from '../../words/estate.ts';
import { plural } from '../../words/words.ts';
import { Decided } from './Decided.tsx';
import { Section } from './Section.tsx';
import { HowSoon } from './Weight.tsx';

export function AssetVulnerabilities({ view: { vulnerabilities, unwatched } }: { view: AssetView }) {
  if (vulnerabilities.length === 0)
    return (
      <Section title="Vulnerabilities">
        <p>
          {unwatched ? (
            <strong className="unknown-word">
              No scanner and no advisory speaks of it. That is not the same as none.
            </strong>
          ) : (
            'Somebody looks, and none with a CVE was found.'
          )}
        </p>
      </Section>
    );
  return (
    <Section title={plural(vulnerabilities.length, 'vulnerability', 'vulnerabilities')}>
      <Scroll label="Vulnerabilities, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">CVE</th>
              <th scope="col">How soon</th>
              <th scope="col">14 days</th>
            </tr>
          </thead>
          <tbody>
            {vulnerabilities.map((one) => (
              <tr key={`${one.cve} ${one.source} ${one.evidence}`}>
                <th scope="row">
                  <strong>{one.cve}</strong>
                  {!one.certain && <strong className="unknown-word"> may be there</strong>}
                  <span className="under">
                    {one.cvss === null ? 'CVSS not known' : `CVSS ${one.cvss.toFixed(1)}`}
                    {one.forecast !== null && `; forecast ${(one.forecast * 100).toFixed(1)}%`}; {one.source}:{' '}
                    {one.evidence}
                  </span>
                  <details>
                    <summary>Why</summary>
                    <Decided decision={one.decision} />
                  </details>
                </th>
                <td>
                  <HowSoon outcome={one.decision.outcome} />
                </td>
                <td
                  className={one.clock.state === 'unknown' ? 'unknown-word' : undefined}
                  title={one.clock.why}
                >
                  {clockWord(one.clock)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  );
}
