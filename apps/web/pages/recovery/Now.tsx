/** What to do now: what can be begun, and whom to ask how it goes with what has been. */
import type { Board, BoardStep } from '@cordon/recovery';
import type { ReactNode } from 'react';
import { plural } from '../../words/words.ts';
import { minutesWord } from './words.ts';

/** A team has use for one; the rest stand in the order below. */
const namedAtOnce = 5;

export function Now({ board: { steps, next } }: { board: Board }) {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const inState = (state: BoardStep['now']['state']) => steps.filter((step) => step.now.state === state);
  return (
    <section className="panel recovery-now" aria-labelledby="recovery-now">
      <h2 id="recovery-now">What to do now</h2>
      <ul>
        <Group word="Begin" steps={next.map((id) => byId.get(id)!)} tell={holds} />
        <Group
          word="Being restored"
          steps={inState('restoring')}
          tell={({ minutes }) =>
            minutes === null ? 'nobody knows for how long' : `${minutesWord(minutes)} left`
          }
        />
        <Group
          word="Ask the supplier"
          steps={inState('waiting')}
          tell={({ supplier }) => supplier?.contact ?? 'nobody has written down how to reach them'}
        />
        <Group
          word="Check"
          steps={inState('back')}
          tell={({ services }) => `for ${servicesWord(services)}`}
        />
      </ul>
    </section>
  );
}

interface GroupProps {
  word: string;
  steps: readonly BoardStep[];
  tell(step: BoardStep): ReactNode;
}

function Group({ word, steps, tell }: GroupProps) {
  if (steps.length === 0) return null;
  return (
    <li>
      <strong className="recovery-now-word">{word}</strong>
      <ul>
        {steps.slice(0, namedAtOnce).map((step) => (
          <li key={step.id}>
            <a href={`#step-${step.id}`}>{step.name}</a>, {tell(step)}
          </li>
        ))}
        {steps.length > namedAtOnce && <li className="muted">and {steps.length - namedAtOnce} more</li>}
      </ul>
    </li>
  );
}

const holds = ({ holds_up, services }: BoardStep): string =>
  holds_up.length > 0
    ? `which holds up ${plural(holds_up.length, 'other')}`
    : `for ${servicesWord(services)}`;

const servicesWord = (services: BoardStep['services']): string =>
  services.length === 0
    ? 'no service that anybody wrote down'
    : services.length === 1
      ? services[0]!.name
      : `${services[0]!.name} and ${plural(services.length - 1, 'other service')}`;
