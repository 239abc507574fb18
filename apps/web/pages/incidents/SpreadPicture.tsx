// biome-ignore-all lint/a11y/useSemanticElements: a button element cannot stand inside an SVG picture, so its role is said.
/** The picture itself: zones from the outside world to the bedside, then the services, joined by example paths. */
import { StandingGlyph, StateGlyph } from '../../parts/Marks.tsx';
import type { MapEdge, MapNode, MapService, MapZone, SpreadMap } from '../../words/spread.ts';
import { count, standingWord, stateWord } from '../../words/words.ts';

export interface Focus {
  kind: 'service' | 'asset';
  id: string;
}

interface PictureProps {
  map: SpreadMap;
  /** Show the spread as it was then; null for now. */
  until: string | null;
  focus: Focus | null;
  pinned: Focus | null;
  onFocus: (focus: Focus | null) => void;
  onPin: (focus: Focus | null) => void;
}

export function SpreadPicture({ map, until, focus, pinned, onFocus, onPin }: PictureProps) {
  const then = new Map(
    map.zones.flatMap((zone) => zone.nodes).map((node) => [node.asset, asOf(node, until)]),
  );
  /** A way is open once the system it starts from had fallen. */
  const open = (edge: MapEdge) => until === null || then.get(edge.from) !== 'quiet';
  const lit = (edge: MapEdge) =>
    focus !== null &&
    (focus.kind === 'service'
      ? edge.services.includes(focus.id)
      : edge.from === focus.id || edge.to === focus.id);
  const bind = (target: Focus) => ({
    role: 'button',
    tabIndex: 0,
    'aria-pressed': pinned?.id === target.id,
    onMouseEnter: () => onFocus(target),
    onMouseLeave: () => onFocus(null),
    onFocus: () => onFocus(target),
    onBlur: () => onFocus(null),
    onClick: () => onPin(pinned?.id === target.id ? null : target),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      onPin(pinned?.id === target.id ? null : target);
    },
  });
  return (
    <svg
      className={`map${focus === null ? '' : ' map-focused'}${map.stacked ? ' map-stacked' : ''}`}
      width={map.width}
      height={map.height + 2}
      viewBox={`-1 -1 ${map.width + 2} ${map.height + 2}`}
      aria-label="Map of the spread: zones on the left, services on the right"
      role="group"
    >
      <Lines edges={map.edges.filter((edge) => open(edge) && !lit(edge))} />
      {map.zones.map((zone) => (
        <ZoneBox key={zone.id} zone={zone} />
      ))}
      <Lines edges={map.edges.filter((edge) => open(edge) && lit(edge))} lit />
      {map.zones.flatMap((zone) =>
        zone.nodes.map((node) => (
          <NodeRow
            key={node.asset}
            node={node}
            width={zone.width}
            standing={then.get(node.asset) ?? node.standing}
            lit={focus?.id === node.asset}
            bound={bind({ kind: 'asset', id: node.asset })}
          />
        )),
      )}
      {map.services.map((service) => (
        <ServiceRow
          key={service.id}
          service={service}
          lit={focus?.id === service.id}
          bound={bind({ kind: 'service', id: service.id })}
        />
      ))}
    </svg>
  );
}

/** Drawn twice: what is not pointed out lies under the zones it crosses, what is pointed out lies over them. */
function Lines({ edges, lit = false }: { edges: MapEdge[]; lit?: boolean }) {
  return edges.map((edge) => (
    <path key={edge.key} d={edge.path} className={`edge edge-${edge.kind}${lit ? ' edge-lit' : ''}`} />
  ));
}

type Shown = MapNode['standing'] | 'quiet';

function asOf(node: MapNode, until: string | null): Shown {
  if (until === null || node.since === null || node.since <= until) return node.standing;
  return 'quiet';
}

function ZoneBox({ zone }: { zone: MapZone }) {
  const { reachable, quiet, compromised, suspected } = zone.counts;
  const words = [
    reachable > 0 && `${count(reachable)} reachable`,
    quiet > 0 && `${count(quiet)} quiet`,
  ].filter(Boolean);
  const worst = compromised > 0 ? 'compromised' : suspected > 0 ? 'suspected' : 'other';
  return (
    <g>
      <rect
        className={`zone zone-${worst}`}
        x={zone.x}
        y={zone.y}
        width={zone.width}
        height={zone.height}
        rx={4}
      />
      {zone.nameLines.map((text, index) => (
        <text key={text} className="zone-name" x={zone.x + 10} y={zone.y + 23 + index * 17}>
          {text}
        </text>
      ))}
      {zone.dots.map((dot) => (
        <path
          key={`${dot.x} ${dot.y}`}
          className={dot.far ? 'dot dot-far' : 'dot'}
          d={`M${dot.x} ${dot.y - 3.2}l3.4 6h-6.8z`}
        />
      ))}
      <text className="zone-words" x={zone.x + 10} y={zone.quietY}>
        {zone.moreNodes > 0 && `${count(zone.moreNodes)} more marked, `}
        {words.length > 0 ? words.join(', ') : zone.nodes.length === 0 ? 'No system here' : ''}
      </text>
    </g>
  );
}

interface Bound {
  role: string;
  tabIndex: number;
  'aria-pressed': boolean;
  onMouseEnter: () => void;
  onMouseLeave: () => void;
  onFocus: () => void;
  onBlur: () => void;
  onClick: () => void;
  onKeyDown: (event: React.KeyboardEvent) => void;
}

interface NodeRowProps {
  node: MapNode;
  width: number;
  standing: Shown;
  lit: boolean;
  bound: Bound;
}

function NodeRow({ node, width, standing, lit, bound }: NodeRowProps) {
  const word = standing === 'quiet' ? 'Not yet touched' : standingWord[standing];
  return (
    <g
      {...bound}
      className={`node node-${standing}${lit ? ' node-lit' : ''}`}
      aria-label={`${node.name}: ${word}`}
    >
      <rect className="node-back" x={node.left} y={node.y - 11} width={width - 12} height={22} rx={3} />
      {standing === 'quiet' ? (
        <circle cx={node.x} cy={node.y} r={3} className="node-quiet-dot" />
      ) : (
        <StandingGlyph standing={standing} size={14} at={node} />
      )}
      <text x={node.x + 13} y={node.y + 4.5}>
        {node.name}
      </text>
    </g>
  );
}

function ServiceRow({ service, lit, bound }: { service: MapService; lit: boolean; bound: Bound }) {
  return (
    <g
      {...bound}
      className={`map-service map-service-${service.state}${lit ? ' node-lit' : ''}`}
      aria-label={`${service.name}: ${stateWord[service.state]}`}
    >
      <rect
        className="service-back"
        x={service.x}
        y={service.y + 2}
        width={service.width}
        height={36}
        rx={3}
      />
      <StateGlyph state={service.state} size={16} at={{ x: service.x + 16, y: service.y + 20 }} />
      {service.nameLines.map((text, index) => (
        <text
          key={text}
          x={service.x + 31}
          y={service.y + (service.nameLines.length === 1 ? 25 : 17 + index * 16)}
        >
          {text}
        </text>
      ))}
    </g>
  );
}
