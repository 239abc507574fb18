/** What each ward would lose under each choice: by the attack, or by what is closed. */
import type { Plan, WardFare } from '@cordon/containment';
import { useLonger } from '../../parts/Longer.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { bedsWord } from '../../words/reckoned.ts';
import { plural } from '../../words/words.ts';
import { optionsOf } from './Choices.tsx';
import { optionWord } from './words.ts';

export function WardTable({ plan }: { plan: Pick<Plan, 'proposal'> }) {
  const options = optionsOf(plan);
  const wards = new Map<string, WardFare>();
  for (const option of options) for (const fare of option.wards ?? []) wards.set(fare.ward, fare);
  const { rowClass, button } = useLonger(wards.size, 'wards');
  if (wards.size === 0) return null;
  return (
    <section className="panel" aria-labelledby="plan-wards">
      <h2 id="plan-wards">Ward by ward</h2>
      <Scroll label="Wards under each choice, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Ward</th>
              {options.map(({ name }) => (
                <th key={name} scope="col">
                  {optionWord[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...wards.values()].map(({ ward, name, beds }, index) => (
              <tr key={ward} className={rowClass(index)}>
                <th scope="row">
                  {name}
                  <span className={beds === null ? 'under unknown-word' : 'under'}>{bedsWord(beds)}</span>
                </th>
                {options.map((option) => (
                  <td key={option.name}>
                    <Loses fare={option.wards?.find((fare) => fare.ward === ward)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {button}
    </section>
  );
}

function Loses({ fare }: { fare: WardFare | undefined }) {
  if (fare === undefined) return <span className="fare fare-works">Nothing</span>;
  return (
    <>
      {fare.services.map(({ service, name, by, state }) => (
        <span key={service} className={`fare fare-${state}`}>
          {name}: {state === 'stopped' ? 'stops' : 'works worse'}
          <span className="under">{by === 'attack' ? 'by the attack' : 'by what is closed'}</span>
        </span>
      ))}
      {fare.reached > 0 && <span className="under">{plural(fare.reached, 'device')} reached</span>}
      {fare.cut_off > 0 && <span className="under">{plural(fare.cut_off, 'device')} cut off</span>}
    </>
  );
}
