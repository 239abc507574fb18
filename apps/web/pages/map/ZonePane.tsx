/** One zone opened: what stands in it by system and kind, and with which zones it may talk. Each number leads to the assets behind it. */
import type { EstateMap } from '@cordon/estate';
import { Link } from '@tanstack/react-router';
import { Scroll } from '../../parts/Scroll.tsx';
import { count, plural, sentence } from '../../words/words.ts';

type Zone = EstateMap['zones'][number];

export function ZonePane({ map, zone }: { map: EstateMap; zone: Zone }) {
  const out = map.links.filter(({ from, to }) => from === zone.id && to !== zone.id);
  const into = map.links.filter(({ from, to }) => to === zone.id && from !== zone.id);
  const within = map.links.find(({ from, to }) => from === zone.id && to === zone.id);
  return (
    <section className="panel" aria-labelledby="map-zone">
      <div className="panel-head">
        <h2 id="map-zone">{zone.name}</h2>
        <Link to="/estate" search={{ tab: 'assets', zone: zone.id }}>
          {plural(zone.assets, 'asset')}
        </Link>
      </div>
      <div className="map-zone-parts">
        <div>
          <h3>What stands here</h3>
          {zone.groups.length === 0 ? (
            <p className="muted">No asset of the estate stands here.</p>
          ) : (
            <Groups map={map} zone={zone} />
          )}
        </div>
        <div>
          <h3>What may flow</h3>
          <Links word="May call" links={out} other="to" map={map} />
          <Links word="May be called by" links={into} other="from" map={map} />
          <p>
            {within
              ? `Within it, ${plural(within.flows, 'flow')} may pass.`
              : 'Nothing that is written down may pass within it.'}
          </p>
        </div>
      </div>
    </section>
  );
}

function Groups({ map, zone }: { map: EstateMap; zone: Zone }) {
  const names = new Map(map.systems.map(({ id, name }) => [id, name]));
  return (
    <Scroll label={`What stands in ${zone.name}`}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">System</th>
            <th scope="col">Kind</th>
            <th scope="col" className="numeric">
              Assets
            </th>
            <th scope="col" className="numeric">
              Unsupported
            </th>
            <th scope="col" className="numeric">
              Unknown
            </th>
          </tr>
        </thead>
        <tbody>
          {zone.groups.map(({ system, kind, assets, support }) => {
            const those = { tab: 'assets', zone: zone.id, kind, ...(system !== null && { system }) };
            return (
              <tr key={`${system} ${kind}`}>
                <th scope="row">{system === null ? 'No system known' : (names.get(system) ?? system)}</th>
                <td>{sentence(kind)}</td>
                <td className="numeric">
                  <Link to="/estate" search={those}>
                    {count(assets)}
                  </Link>
                </td>
                <td className="numeric">
                  {support.ended === 0 ? (
                    0
                  ) : (
                    <Link to="/estate" search={{ ...those, support: 'ended' }}>
                      {count(support.ended)}
                    </Link>
                  )}
                </td>
                <td className="numeric">
                  {support.unknown === 0 ? (
                    0
                  ) : (
                    <Link to="/estate" search={{ ...those, support: 'unknown' }}>
                      {count(support.unknown)}
                    </Link>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

interface LinksProps {
  word: string;
  links: EstateMap['links'];
  other: 'from' | 'to';
  map: EstateMap;
}

function Links({ word, links, other, map }: LinksProps) {
  const names = new Map(map.zones.map(({ id, name }) => [id, name]));
  if (links.length === 0) return <p>{word}: nothing that is written down.</p>;
  return (
    <>
      <p>
        <strong>{word}</strong>
      </p>
      <ul className="map-links">
        {links.map((link) => (
          <li key={link[other]}>
            {names.get(link[other])}
            <span className="under">{flowsWord(link)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function flowsWord({ flows, some }: EstateMap['links'][number]): string {
  const named = some.map(
    ({ purpose, protocol, ports }) =>
      `${purpose} (${protocol === 'any' ? '' : `${protocol} `}${ports.join(', ')})`,
  );
  const more = flows - some.length;
  return `${named.join('; ')}${more > 0 ? `; and ${count(more)} more` : ''}`;
}
