/** One asset beside the list: its whole story, and the way to a page of its own. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { assetQuery } from '../../data.ts';
import { Loading, Problem } from '../../parts/States.tsx';
import { AssetStory } from './AssetStory.tsx';
import type { EstateIndex } from './estate-index.ts';

export function AssetPane({ index, id }: { index: EstateIndex; id: string }) {
  const { data, error, isPending, refetch } = useQuery(assetQuery(id));
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (isPending) return <Loading what="what is known of it" />;
  return (
    <>
      <AssetStory index={index} view={data} />
      <p className="pane-section no-print">
        <Link to="/estate/assets/$id" params={{ id: data.asset.id }}>
          Open on a page of its own, to print or to send
        </Link>
      </p>
    </>
  );
}
