/** Doing nothing, the plan, and cutting everything, side by side: what each costs, and what each service would feel. */
import type { Option, Plan, ServiceFare } from '@cordon/containment';
import { Scroll } from '../../parts/Scroll.tsx';
import { peopleWord, wardsWord } from '../../words/reckoned.ts';
import { count, plural, urgencyWord } from '../../words/words.ts';
import { optionOrder, optionWord } from './words.ts';

export function Choices({ plan }: { plan: Pick<Plan, 'proposal'> }) {
  const options = optionsOf(plan);
  const most = Math.max(
    1,
    ...options.map(({ attack_harm, containment_harm }) => attack_harm + containment_harm),
  );
  return (
    <section aria-labelledby="plan-choices">
      <h2 id="plan-choices" className="visually-hidden">
        The three choices
      </h2>
      <div className="plan-choices">
        {options.map((option) => (
          <Choice key={option.name} option={option} most={most} />
        ))}
      </div>
    </section>
  );
}

export const optionsOf = (plan: Pick<Plan, 'proposal'>): Option[] =>
  optionOrder.map((name) => plan.proposal.options.find((option) => option.name === name)!);

function Choice({ option, most }: { option: Option; most: number }) {
  const { name, attack_harm, containment_harm, assets_reached, accounts_reached, services, actions } = option;
  const { wards, records } = option;
  const stopped = services.filter(({ state }) => state === 'stopped').length;
  return (
    <article className={`panel plan-choice plan-${name}`} aria-labelledby={`plan-${name}`}>
      <h3 id={`plan-${name}`}>{optionWord[name]}</h3>
      <p className="plan-harm">
        <strong>{count(Math.round(attack_harm + containment_harm))}</strong> patient-hours
      </p>
      <div className="plan-bar" aria-hidden="true">
        <span className="plan-bar-attack" style={{ width: `${(attack_harm / most) * 100}%` }} />
        <span className="plan-bar-closed" style={{ width: `${(containment_harm / most) * 100}%` }} />
      </div>
      <dl className="facts">
        <div>
          <dt>By the attack</dt>
          <dd>{count(Math.round(attack_harm))}</dd>
        </div>
        <div>
          <dt>By what is closed</dt>
          <dd>{count(Math.round(containment_harm))}</dd>
        </div>
        <div>
          <dt>Services</dt>
          <dd>
            {stopped} stop, {services.length - stopped} work worse
          </dd>
        </div>
        {wards && (
          <div>
            <dt>Wards that lose something</dt>
            <dd>{wards.length === 0 ? 'none' : wardsWord(wards)}</dd>
          </div>
        )}
        <div>
          <dt>The intruder gets to</dt>
          <dd>
            {plural(assets_reached, 'system')}, {plural(accounts_reached, 'account')}
          </dd>
        </div>
        {records && (
          <div>
            <dt>Records within reach</dt>
            <dd>{records.systems.length === 0 ? 'none that is known' : peopleWord(records)}</dd>
          </div>
        )}
        <div>
          <dt>Actions</dt>
          <dd>{actions.length === 0 ? 'none' : actions.length}</dd>
        </div>
      </dl>
    </article>
  );
}

/** The table twin of the choices: each service under each. */
export function ServiceTable({ plan }: { plan: Pick<Plan, 'proposal'> }) {
  const options = optionsOf(plan);
  const services = new Map<string, ServiceFare>();
  for (const option of options) for (const fare of option.services) services.set(fare.service, fare);
  const rows = [...services.values()].sort((a, b) => a.urgency - b.urgency || (a.name < b.name ? -1 : 1));
  return (
    <section className="panel" aria-labelledby="plan-services">
      <h2 id="plan-services">What patients would feel</h2>
      <Scroll label="Services under each choice, table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Service</th>
              {options.map(({ name }) => (
                <th key={name} scope="col">
                  {optionWord[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ service, name, urgency, patients, tolerable_minutes }) => (
              <tr key={service}>
                <th scope="row">
                  {name}
                  <span className="under">
                    {urgencyWord(urgency)};{' '}
                    {patients === null ? 'patients not counted' : `${plural(patients, 'patient')} now`};{' '}
                    {tolerable_minutes === null
                      ? 'nobody has agreed how long paper works'
                      : `paper works for ${hoursWord(tolerable_minutes / 60)}`}
                  </span>
                </th>
                {options.map((option) => (
                  <td key={option.name}>
                    <Fare fare={option.services.find((fare) => fare.service === service)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Fare({ fare }: { fare: ServiceFare | undefined }) {
  if (fare === undefined) return <span className="fare fare-works">Works</span>;
  return (
    <span className={`fare fare-${fare.state}`}>
      {fare.state === 'stopped' ? 'Stops' : 'Works worse'}
      <span className="under">
        {fare.by === 'attack' ? 'by the attack' : 'by what is closed'}, for {hoursWord(fare.hours)}
      </span>
    </span>
  );
}

function hoursWord(hours: number): string {
  if (hours < 1) return plural(Math.round(hours * 60), 'minute');
  if (hours < 72) return plural(Math.round(hours), 'hour');
  return plural(Math.round(hours / 24), 'day');
}
