/** What firewalls really let through: what must stay true, what passes and nobody stated, and what is stated and does not pass. */
import { isRefusal } from '@cordon/client';
import type { FirewallsView } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { firewallsQuery } from '../../data.ts';
import { Empty, Loading, Problem } from '../../parts/States.tsx';

import { count, plural } from '../../words/words.ts';
import { EstateNav } from '../estate/EstateNav.tsx';
import { Weight } from '../estate/Weight.tsx';

type Assertion = FirewallsView['assertions'][number];
type Line = FirewallsView['unstated'][number]['lines'][number];
type Example = FirewallsView['unstated'][number]['example'];

const states = {
  broken: ['critical', 'Broken'],
  'not checked': ['high', 'Not checked'],
  holds: ['informational', 'Holds'],
} as const satisfies Record<Assertion['state'], readonly [string, string]>;

export function FirewallsPage() {
  const { data, error, isPending, refetch } = useQuery(firewallsQuery);
  const none = isRefusal(error, 'NO_FIREWALLS');
  return (
    <div className="page legacy">
      <h1>Firewalls</h1>
      <EstateNav />
      {none && (
        <Empty title="No configuration of a firewall is known">
          <p>
            So nobody can say what passes besides what is stated. Put configurations into{' '}
            <code>firewalls/</code> of the hospital folder.
          </p>
        </Empty>
      )}
      {error && !none && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="what firewalls let through" />}
      {data && <Answers view={data} />}
    </div>
  );
}

function Answers({ view }: { view: FirewallsView }) {
  const { assertions, unstated, stated, too_complex } = view;
  const broken = assertions.filter(({ state }) => state === 'broken').length;
  const unchecked = assertions.filter(({ state }) => state === 'not checked').length;
  const denied = stated.filter(({ state }) => state === 'denied' || state === 'partly denied');
  return (
    <>
      {too_complex !== null && (
        <p className="panel bad" role="alert">
          <strong>Nothing was compared.</strong> {too_complex}
        </p>
      )}
      <p className={broken > 0 ? 'legacy-lead bad' : 'legacy-lead'} role="status">
        {`${count(broken)} of ${plural(assertions.length, 'thing')} that must stay true broken, ${count(unchecked)} not checked; ${plural(unstated.length, 'way')} through that nobody stated; ${plural(denied.length, 'stated flow')} that ${denied.length === 1 ? 'does' : 'do'} not pass.`}
      </p>
      <h2>What must stay true</h2>
      <ol className="legacy-groups">
        {assertions.map((assertion) => (
          <AssertionCard key={assertion.id} assertion={assertion} />
        ))}
      </ol>
      <h2>Passes, and nobody stated it</h2>
      {unstated.length === 0 && too_complex === null && <p>Nothing between the zones that are compared.</p>}
      <ol className="legacy-groups">
        {unstated.map(({ from, to, services, sure, example, lines }) => (
          <li key={`${from} ${to} ${services} ${lines[0]?.line ?? ''}`} className="panel">
            <div className="panel-head">
              <h3>{`${from} to ${to}: ${services}`}</h3>
              <Weight level={sure ? 'high' : 'medium'} strong>
                {sure ? 'Passes' : 'May pass'}
              </Weight>
            </div>
            <Proof example={example} lines={lines} />
          </li>
        ))}
      </ol>
      <h2>Stated, and does not pass</h2>
      {denied.length === 0 && <p>Everything that is stated between the zones that are compared passes.</p>}
      <ol className="legacy-groups">
        {denied.map(({ flow, state, denied: proof }) => (
          <li key={flow} className="panel">
            <div className="panel-head">
              <h3>{flow}</h3>
              <Weight level="medium" strong>
                {state === 'denied' ? 'Denied' : 'Partly denied'}
              </Weight>
            </div>
            {proof && <Proof example={proof.example} lines={proof.lines} />}
          </li>
        ))}
      </ol>
      <Basis view={view} />
    </>
  );
}

function AssertionCard({ assertion: { name, because, state, why, proof } }: { assertion: Assertion }) {
  const [level, word] = states[state];
  return (
    <li className={`panel firewall-${state.replace(' ', '-')}`}>
      <div className="panel-head">
        <h3>{name}</h3>
        <Weight level={level} strong={state !== 'holds'}>
          {word}
        </Weight>
      </div>
      {why !== null && <p>{why}</p>}
      {because !== null && <p className="under">{because}</p>}
      {proof && <Proof example={proof.example} lines={proof.lines} />}
    </li>
  );
}

/** One packet that anybody can look up, and the lines that decide on it. */
function Proof({ example, lines }: { example: Example; lines: readonly Line[] }) {
  const ends = [example.from, example.to].map((end) => end ?? 'no known asset').join(' to ');
  return (
    <>
      <p>
        For example <code>{example.packet}</code>{' '}
        <span className="under">{example.from === null && example.to === null ? '' : `(${ends})`}</span>
      </p>
      <ul className="plain-list">
        {lines.map(({ device, file, line, text }) => (
          <li key={`${device} ${file} ${line} ${text}`}>
            <code>{text}</code>
            <span className="under">
              {line === 0
                ? `${device}: what it does without being told`
                : `${device}, ${file}, line ${count(line)}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What all of this rests on, and what it leaves out. */
function Basis({ view: { devices, without_configuration, unplaced, unseparated } }: { view: FirewallsView }) {
  return (
    <section aria-labelledby="firewall-basis">
      <h2 id="firewall-basis">What this rests on</h2>
      <ul className="bullets">
        {devices.map(({ id, file, kind, also, lines, problems, limits }) => (
          <li key={id}>
            {`${[id, ...also].join(', ')}: ${file} (${kind}), ${lines === null ? 'too many lines to read' : plural(lines, 'line')}`}
            {problems.length > 0 && (
              <strong className="unknown-word">{`; ${plural(problems.length, 'line')} not understood, taken as the worse of what it may mean`}</strong>
            )}
            {limits.length > 0 && `; ${plural(limits.length, 'line')} without a part in the answers`}
          </li>
        ))}
        {without_configuration.length > 0 && (
          <li>
            <strong className="unknown-word">No configuration: </strong>
            {without_configuration.join(', ')}
          </li>
        )}
        {unplaced.length > 0 && (
          <li>
            <strong className="unknown-word">Behind no known interface, so not compared: </strong>
            {unplaced.join(', ')}
          </li>
        )}
        {unseparated.length > 0 && (
          <li>
            <strong className="unknown-word">No known firewall between: </strong>
            {unseparated.map(({ from, to }) => `${from} and ${to}`).join('; ')}
          </li>
        )}
      </ul>
    </section>
  );
}
