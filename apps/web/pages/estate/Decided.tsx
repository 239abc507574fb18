/** What a decision rests on, one line each; what nobody knows was taken at its worst, and is shown as that. */
import type { AssetView } from '@cordon/server/api';

type Decision = NonNullable<AssetView['decision']>;

const points = [
  ['exploitation', 'Exploited'],
  ['exposure', 'Reached from outside'],
  ['automatable', 'By a program'],
  ['human_impact', 'Harm to patients'],
] as const;

export function Decided({ decision }: { decision: Decision }) {
  return (
    <dl className="decided">
      {points.map(([name, word]) => {
        const { value, known, why } = decision[name];
        return (
          <div key={name} className={known ? undefined : 'decided-unknown'}>
            <dt>{word}</dt>
            <dd>
              <strong>{known ? value : `Not known: taken as ${value}`}</strong>
              <span className="under">{why}</span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
