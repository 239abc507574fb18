/** One asset on a page of its own. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { assetQuery, outlineQuery } from '../../data.ts';
import { Loading, Problem } from '../../parts/States.tsx';
import { AssetStory } from './AssetStory.tsx';
import { indexEstate } from './estate-index.ts';

const route = getRouteApi('/estate/assets/$id');

export function AssetPage() {
  const { id } = route.useParams();
  const asset = useQuery(assetQuery(id));
  const outline = useQuery(outlineQuery);
  const index = useMemo(() => (outline.data ? indexEstate(outline.data) : null), [outline.data]);
  const error = asset.error ?? outline.error;
  return (
    <div className="page asset-page">
      <p className="crumb">
        <Link to="/estate" search={{ tab: 'assets' }}>
          Assets
        </Link>{' '}
        ›
      </p>
      {error ? (
        <>
          <h1>Asset</h1>
          <Problem error={error} retry={() => void Promise.all([asset.refetch(), outline.refetch()])} />
        </>
      ) : asset.data && index ? (
        <AssetStory index={index} view={asset.data} page />
      ) : (
        <>
          <h1>Asset</h1>
          <Loading what="what is known of it" />
        </>
      )}
    </div>
  );
}
