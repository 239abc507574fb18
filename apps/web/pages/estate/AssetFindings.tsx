/** What detection found on an asset, newest first, and the incidents it belongs to. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { findingsQuery } from '../../data.ts';
import { LevelMark } from '../../parts/Marks.tsx';
import { Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { count } from '../../words/words.ts';
import { Section } from './Section.tsx';

const shown = 5;

export function AssetFindings({ hostname }: { hostname: string }) {
  const may = useMay();
  const { data, error } = useInfiniteQuery({
    ...findingsQuery({ host: hostname }),
    enabled: may('finding.read'),
  });
  if (!may('finding.read')) return null;
  const items = data?.pages[0]?.items ?? [];
  const total = data?.pages[0]?.total ?? 0;
  const incidents = [...new Set(items.flatMap(({ incident }) => incident ?? []))];
  return (
    <Section title="Findings and incidents">
      {error && <Problem error={error} />}
      {data && total === 0 && <p>No finding names it.</p>}
      <ul className="plain-list">
        {items.slice(0, shown).map(({ id, level, title, time }) => (
          <li key={id}>
            <LevelMark level={level} />{' '}
            <Link to="/findings" search={{ host: hostname, id }}>
              {title}
            </Link>{' '}
            <When at={time} show="age" />
          </li>
        ))}
      </ul>
      {total > shown && (
        <p>
          <Link to="/findings" search={{ host: hostname }}>
            All {count(total)} findings
          </Link>
        </p>
      )}
      {incidents.map((id) => (
        <p key={id}>
          <Link to="/incidents/$id" params={{ id }}>
            An incident names it
          </Link>
        </p>
      ))}
    </Section>
  );
}
