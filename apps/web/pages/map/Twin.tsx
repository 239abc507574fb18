/** The map without a picture: what stands in each zone and has fallen by when, and who may call whom. */
import type { Pace } from '@cordon/containment';
import type { EstateMap } from '@cordon/estate';
import { Scroll } from '../../parts/Scroll.tsx';
import { count, sentence } from '../../words/words.ts';
import { minutesWord, standingAt, stepAt, supportIn } from './words.ts';
import { flowsWord } from './ZonePane.tsx';

/** Minutes that a table has a column for. */
const columns = [10, 60, 240, 720, 1_440, 4_320, 10_080];

export function Twin({ map, pace, horizon }: { map: EstateMap; pace: Pace | null; horizon: number }) {
  const standings =
    pace === null
      ? []
      : columns
          .filter((minute) => minute <= horizon)
          .map((minute) => ({ ...standingAt(pace, stepAt(pace, minute)), minute }));
  const names = new Map(map.zones.map(({ id, name }) => [id, name]));
  return (
    <details className="twin">
      <summary>Show as tables</summary>
      <Scroll label="Zones, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Zone</th>
              <th scope="col">Kind</th>
              {['Assets', 'Supported', 'Extended', 'Unsupported', 'Unknown'].map((head) => (
                <th key={head} scope="col" className="numeric">
                  {head}
                </th>
              ))}
              {standings.map(({ minute }) => (
                <th key={minute} scope="col" className="numeric">
                  {minutesWord(minute)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.zones.map((zone) => {
              const { supported, extended, ended, unknown } = supportIn(zone);
              return (
                <tr key={zone.id}>
                  <th scope="row">{zone.name}</th>
                  <td>{sentence(zone.kind)}</td>
                  <td className="numeric">{count(zone.assets)}</td>
                  <td className="numeric">{count(supported)}</td>
                  <td className="numeric">{count(extended)}</td>
                  <td className="numeric">{count(ended)}</td>
                  <td className="numeric">{count(unknown)}</td>
                  {standings.map(({ minute, inZone }) => (
                    <td key={minute} className="numeric">
                      {count(inZone.get(zone.id) ?? 0)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      <Scroll label="What may flow between zones, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" className="numeric">
                Flows
              </th>
              <th scope="col">For example</th>
            </tr>
          </thead>
          <tbody>
            {map.links.map((link) => (
              <tr key={`${link.from} ${link.to}`}>
                <th scope="row">{names.get(link.from)}</th>
                <td>{link.from === link.to ? 'itself' : names.get(link.to)}</td>
                <td className="numeric">{count(link.flows)}</td>
                <td>{flowsWord(link)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
