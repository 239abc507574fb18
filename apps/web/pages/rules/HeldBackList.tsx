/** What was kept from the list of findings, so that whoever asked for that can see whether it was right. */
import { useQuery } from '@tanstack/react-query';
import { heldBackQuery } from '../../data.ts';
import { LevelMark } from '../../parts/Marks.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { count } from '../../words/words.ts';

export function HeldBackList({ of, none }: { of: { filter?: string; rule?: string }; none: string }) {
  const { data, error, refetch } = useQuery(heldBackQuery(of));
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="what was kept apart" />;
  if (data.total === 0) return <p className="muted">{none}</p>;
  return (
    <>
      <p className="muted">
        {count(data.total)} in all
        {data.items.length < data.total && `; the newest ${count(data.items.length)}`}
      </p>
      <Scroll label="Kept apart">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Level</th>
              <th scope="col">Host</th>
              <th scope="col">Account</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((item) => (
              <tr key={item.id}>
                <td>
                  <When at={item.time} show="minute" />
                </td>
                <td>
                  <LevelMark level={item.level} />
                </td>
                <td className="wrap-anywhere">{item.host ?? 'Not recorded'}</td>
                <td className="wrap-anywhere">{item.account ?? 'Not recorded'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
