/** Who did what, newest first, and whether the record is whole. */
import type { LedgerPage as Page, Verdict } from '@cordon/server/api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ledgerQuery, verdictQuery } from '../../data.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { actWord, detailWord } from '../../words/ledger.ts';
import { count, plural } from '../../words/words.ts';

export function LedgerPage() {
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(ledgerQuery);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <h1>Ledger</h1>
      <Check />
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="the ledger" />}
      {data && items.length === 0 && <Empty title="Nothing was done yet" />}
      {items.length > 0 && (
        <section className="panel" aria-label="Entries">
          <Scroll label="Entries of the ledger">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col" className="numeric">
                    No
                  </th>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">What</th>
                  <th scope="col">To what, and why</th>
                </tr>
              </thead>
              <tbody>
                {items.map((entry) => (
                  <Entry key={entry.seq} entry={entry} />
                ))}
              </tbody>
            </table>
          </Scroll>
          {hasNextPage && (
            <button
              type="button"
              className="button button-secondary"
              disabled={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              Show older entries
            </button>
          )}
        </section>
      )}
    </div>
  );
}

function Entry({ entry }: { entry: Page['items'][number] }) {
  const { seq, at, who, act, object, details } = entry;
  return (
    <tr>
      <td className="numeric">{count(seq)}</td>
      <td>
        <When at={at} show="stamp" />
      </td>
      <td>
        {who.kind === 'cordon' ? 'Cordon itself' : who.name}
        {who.kind !== 'cordon' && who.proven === null && <span className="muted"> (not proven)</span>}
      </td>
      <td>{actWord(act)}</td>
      <td className="wrap-anywhere">
        <span className="mono">{object}</span>
        {Object.entries(details).map(([name, value]) => (
          <span key={name} className="muted">
            {' '}
            {name}: {detailWord(value)}
          </span>
        ))}
      </td>
    </tr>
  );
}

function Check() {
  const { data, error, isPending, refetch } = useQuery(verdictQuery);
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (isPending) return <Loading what="the check of the ledger" />;
  return data.ok ? <Whole verdict={data} /> : <Broken verdict={data} />;
}

function Whole({ verdict: { entries, vouched, head } }: { verdict: Verdict }) {
  return (
    <div role="status" className="ledger-check">
      <p>
        <strong className="good-word">Whole.</strong> {plural(entries, 'entry', 'entries')}, each as it was
        written; {vouched === 0 ? 'none is signed yet.' : `signed up to entry ${count(vouched)}.`}
      </p>
      <p className="muted wrap-anywhere">
        Head <span className="mono">{head}</span>. Note it elsewhere: with it, nobody can alter what came
        before unseen.
      </p>
    </div>
  );
}

function Broken({ verdict: { problems } }: { verdict: Verdict }) {
  return (
    <div className="problem" role="alert">
      <p className="problem-title">
        The ledger is not whole: somebody altered what is stored, or the disk did.
      </p>
      <ul className="bullets">
        {problems.map(({ seq, problem }) => (
          <li key={`${seq} ${problem}`}>
            Entry {count(seq)}: {problem}
          </li>
        ))}
      </ul>
      <p>Keep this machine as it is, and compare with a backup or an export: cordon ledger verify FILE.</p>
    </div>
  );
}
