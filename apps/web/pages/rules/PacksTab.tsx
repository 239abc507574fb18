/** Where the rules come from, and every document that was refused, with the reason. */
import type { Pack } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask, rulebookQuery } from '../../data.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { packWord, stated } from '../../words/rules.ts';
import { count } from '../../words/words.ts';
import { ModeForm } from './ModeForm.tsx';
import { ModeMark } from './ModeMark.tsx';

export function PacksTab() {
  const { data, error, isPending, refetch } = useQuery(rulebookQuery);
  return (
    <>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="packs of rules" />}
      {data && (
        <div className="packs">
          {data.problem !== null && (
            <div className="problem" role="alert">
              <p className="problem-title">A change on disk was not taken up.</p>
              <p>{data.problem}</p>
            </div>
          )}
          {data.packs.map((pack) => (
            <PackCard key={`${pack.name} ${pack.mode}`} pack={pack} />
          ))}
          <section className="panel" aria-labelledby="refused">
            <h2 id="refused">Refused</h2>
            {data.refused.length === 0 ? (
              <p className="muted">Nothing: every document was loaded.</p>
            ) : (
              <Scroll label="Refused documents">
                <table className="table">
                  <thead>
                    <tr>
                      <th scope="col">File and line</th>
                      <th scope="col">Why</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.refused.map(({ file, line, reason }) => (
                      <tr key={`${file}:${line} ${reason}`}>
                        <td className="mono wrap-anywhere">
                          {file}:{line}
                        </td>
                        <td>{reason}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            )}
          </section>
          <p className="muted wrap-anywhere">
            More rules: <code>npx cordon rules add FOLDER-OR-ZIP</code>. A new pack starts on test. Rules and
            filters of your own that you put into <code>{data.folder}/own</code> are taken up at once.
          </p>
        </div>
      )}
    </>
  );
}

function PackCard({ pack }: { pack: Pack }) {
  return (
    <section className="panel" aria-label={packWord(pack)}>
      <div className="panel-head">
        <h2>{packWord(pack)}</h2>
        <ModeMark mode={pack.mode} />
      </div>
      <dl className="facts">
        <div>
          <dt>Rules</dt>
          <dd>
            <Link to="/rules" search={{ pack: pack.name }}>
              {count(pack.rules)}
            </Link>
            {pack.refused > 0 && <strong className="bad">, {count(pack.refused)} refused</strong>}
          </dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd className="wrap-anywhere">{stated(pack.version)}</dd>
        </div>
        <div>
          <dt>Licence</dt>
          <dd>{stated(pack.licence)}</dd>
        </div>
        <div>
          <dt>Author</dt>
          <dd>{stated(pack.author)}</dd>
        </div>
        {pack.homepage !== null && (
          <div>
            <dt>From</dt>
            <dd className="wrap-anywhere">{pack.homepage}</dd>
          </div>
        )}
        {pack.added !== null && (
          <div>
            <dt>Added</dt>
            <dd>
              <When at={pack.added} show="stamp" />
            </dd>
          </div>
        )}
        {pack.choice && (
          <div>
            <dt>Mode set</dt>
            <dd>
              by {pack.choice.by}, <When at={pack.choice.at} show="stamp" />: {pack.choice.because}
            </dd>
          </div>
        )}
      </dl>
      <details className="twin">
        <summary>Change its mode</summary>
        <ModeForm
          keep={(body) => ask('PUT /packs/{id}/mode', { path: { id: pack.name }, body })}
          mode={pack.mode}
        />
      </details>
    </section>
  );
}
