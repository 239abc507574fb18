/** Who is at risk: every clinical service with its state in shape, word and colour, worst first. */
import type { Situation } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { IfMay } from '../../parts/IfMay.tsx';
import { StateGlyph } from '../../parts/Marks.tsx';
import { stateOrder, stateWord, urgencyWord } from '../../words/words.ts';

type BoardService = Situation['services'][number];

function worstFirst(a: BoardService, b: BoardService): number {
  return (
    stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state) ||
    a.urgency - b.urgency ||
    (a.steps ?? 99) - (b.steps ?? 99) ||
    a.name.localeCompare(b.name)
  );
}

function detail(service: BoardService): string {
  switch (service.state) {
    case 'unknown':
      return 'Treat as hit';
    case 'hit':
      return 'Compromised now';
    case 'reachable':
      return service.steps === 1
        ? '1 step away'
        : service.steps === null
          ? ''
          : `${service.steps} steps away`;
    case 'clear':
      return 'No allowed path found';
  }
}

export function ServiceBoard({ services }: { services: BoardService[] }) {
  const sorted = [...services].sort(worstFirst);
  const tally = stateOrder
    .map((state) => ({ state, number: services.filter((service) => service.state === state).length }))
    .filter(({ number }) => number > 0);
  return (
    <section className="panel board-panel" aria-labelledby="board-title">
      <div className="panel-head">
        <h2 id="board-title">Who is at risk</h2>
        <p className="board-tally">
          {tally.map(({ state, number }) => `${number} ${stateWord[state].toLowerCase()}`).join(', ')}
        </p>
      </div>
      {services.length === 0 ? (
        <p className="muted">
          No estate is loaded, so Cordon cannot say which patient services an attack would reach. Start it
          with <code>--estate DIR</code> to see them here.
        </p>
      ) : (
        <ul className="board">
          {sorted.map((service) => (
            <li key={service.id} className={`board-row board-${service.state}`}>
              <StateGlyph state={service.state} size={20} />
              <span className="board-name">
                {service.incident === null ? (
                  <IfMay action="estate.read">
                    <Link to="/estate" search={{ tab: 'services', id: service.id }}>
                      {service.name}
                    </Link>
                  </IfMay>
                ) : (
                  <Link to="/incidents/$id" params={{ id: service.incident }} hash="services">
                    {service.name}
                  </Link>
                )}
              </span>
              <span className="board-state">{stateWord[service.state]}</span>
              <span className="board-urgency">{urgencyWord(service.urgency)}</span>
              <span className="board-detail">{detail(service)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
