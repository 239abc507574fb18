/**
 * Where everything on the map of the spread stands: zones as boxes in columns from the outside world to
 * the bedside, their marked assets as named rows, the reachable ones as dots, the quiet ones as a number,
 * and the services at risk at the end. All lengths in CSS pixels; the same input gives the same picture.
 */
import type { EstateOutline, IncidentDetail } from '@cordon/server/api';

export type Standing = 'compromised' | 'suspected' | 'touched' | 'reachable';

export interface MapNode {
  asset: string;
  name: string;
  standing: Standing;
  steps: number | null;
  /** First seen in the incident, ISO 8601; null for what is only reachable. */
  since: string | null;
  x: number;
  y: number;
  /** Where lines leave and arrive. */
  left: number;
  right: number;
}

export interface MapZone {
  id: string;
  name: string;
  nameLines: string[];
  x: number;
  y: number;
  width: number;
  height: number;
  counts: { compromised: number; suspected: number; touched: number; reachable: number; quiet: number };
  nodes: MapNode[];
  /** Reachable assets that have no row of their own, as dots. */
  dots: { x: number; y: number; far: boolean }[];
  /** Reachable assets beyond what the dots show. */
  moreDots: number;
  moreNodes: number;
  quietY: number;
}

export interface MapService {
  id: string;
  name: string;
  nameLines: string[];
  state: 'hit' | 'reachable';
  x: number;
  y: number;
  width: number;
}

export interface MapEdge {
  key: string;
  from: string;
  to: string;
  path: string;
  /** Services whose example path uses this line. */
  services: string[];
  kind: 'hop' | 'service';
}

export interface SpreadMap {
  /** One column, services below: lines would only be in the way until one is asked for. */
  stacked: boolean;
  width: number;
  height: number;
  zones: MapZone[];
  services: MapService[];
  edges: MapEdge[];
}

type Zone = EstateOutline['zones'][number];
type Named = IncidentDetail['reach']['assets'][number];

/** From the outside world to the patient. */
const columnOf: Record<Zone['kind'], number> = {
  internet: 0,
  supplier: 0,
  guest: 0,
  edge: 0,
  user: 0,
  server: 1,
  management: 1,
  clinical: 2,
  device: 3,
  // Nobody knows where it stands, so it may stand beside the patient.
  unknown: 3,
};

const pad = 10;
const line = 17;
const row = 22;
const dotPitch = 11;
const mostDotRows = 8;
const mostNodes = 9;
const zoneGap = 14;
const serviceRow = 40;
/** Room at the right for lines that bow out of a single column. */
const bowRoom = 26;

const rank: Record<Standing, number> = { compromised: 0, suspected: 1, touched: 2, reachable: 3 };

interface Marked {
  standing: Standing;
  steps: number | null;
  since: string | null;
}

/** What the incident says of each asset: its standing from the evidence, else that it can be reached. */
function markAssets(incident: IncidentDetail): Map<string, Marked> {
  const marks = new Map<string, Marked>();
  for (const { asset, steps } of incident.reach.assets) {
    if (steps === null) continue;
    marks.set(asset, { standing: steps === 0 ? 'compromised' : 'reachable', steps, since: null });
  }
  for (const entity of incident.entities) {
    if (entity.kind !== 'asset') continue;
    const steps = marks.get(entity.id)?.steps ?? null;
    marks.set(entity.id, { standing: entity.standing, steps, since: entity.first_seen });
  }
  return marks;
}

/** Assets that an example path goes through: they need a place of their own for the line to touch. */
function waypoints(incident: IncidentDetail): Set<string> {
  const ids = new Set<string>();
  for (const service of incident.reach.services) {
    ids.add(service.via_asset);
    for (const hop of service.path) ids.add(hop.from).add(hop.to);
  }
  return ids;
}

function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.slice(0, 2);
}

export function layOutSpread(
  estate: Pick<EstateOutline, 'zones'>,
  incident: IncidentDetail,
  width: number,
): SpreadMap {
  const columns = width >= 900 ? 4 : width >= 560 ? 2 : 1;
  const beside = columns > 1;
  const gap = columns === 4 ? 44 : 28;
  const serviceWidth = beside ? Math.min(240, width * 0.3) : width - bowRoom;
  const zoneWidth = beside ? (width - serviceWidth - columns * gap) / columns : width - bowRoom;

  const marks = markAssets(incident);
  const named = waypoints(incident);
  const byZone = new Map<string, Named[]>(estate.zones.map((zone) => [zone.id, []]));
  for (const asset of incident.reach.assets) byZone.get(asset.zone)?.push(asset);
  const others = new Map(incident.reach.zones.map((one) => [one.zone, one]));
  const foot = new Array<number>(columns).fill(0);
  const zones: MapZone[] = [];
  const places = new Map<string, MapNode>();

  for (const zone of estate.zones) {
    const assets = byZone.get(zone.id) ?? [];
    const column = Math.min(columns - 1, Math.floor((columnOf[zone.kind] * columns) / 4));
    const { near = 0, far = 0 } = others.get(zone.id) ?? {};
    const at = { x: column * (zoneWidth + gap), y: foot[column] ?? 0, width: zoneWidth };
    const box = boxOf(zone, assets, { near, far }, marks, named, at);
    foot[column] = box.y + box.height + zoneGap;
    zones.push(box);
    for (const node of box.nodes) places.set(node.asset, node);
  }

  const zonesHeight = Math.max(0, ...foot) - zoneGap;
  const ordered = incident.reach.services;
  const serviceX = beside ? columns * (zoneWidth + gap) : 0;
  const serviceTop = beside ? 0 : zonesHeight + 32;
  const pitch = beside
    ? Math.max(serviceRow, Math.min(50, zonesHeight / Math.max(1, ordered.length)))
    : serviceRow;
  const services = ordered.map(
    (service, index): MapService => ({
      id: service.service,
      name: service.name,
      nameLines: wrap(service.name, Math.max(16, Math.floor((serviceWidth - 40) / 6.9))),
      state: service.state,
      x: serviceX,
      y: serviceTop + index * pitch,
      width: serviceWidth,
    }),
  );

  return {
    stacked: !beside,
    width,
    height: Math.max(zonesHeight, serviceTop + services.length * pitch, 80),
    zones,
    services,
    edges: drawEdges(incident, places, services, beside),
  };
}

function boxOf(
  zone: Zone,
  assets: readonly Named[],
  /** Within reach, and not named. */
  crowd: { near: number; far: number },
  marks: Map<string, Marked>,
  named: Set<string>,
  { x, y, width }: { x: number; y: number; width: number },
): MapZone {
  const counts = { compromised: 0, suspected: 0, touched: 0, reachable: crowd.near + crowd.far, quiet: 0 };
  const rows: { asset: Named; mark: Marked }[] = [];
  let { near, far } = crowd;
  for (const asset of assets) {
    const mark = marks.get(asset.asset);
    if (!mark) continue;
    counts[mark.standing]++;
    if (mark.standing !== 'reachable' || named.has(asset.asset)) rows.push({ asset, mark });
    else if ((mark.steps ?? 1) > 1) far++;
    else near++;
  }
  const marked = counts.compromised + counts.suspected + counts.touched + counts.reachable;
  counts.quiet = Math.max(0, zone.assets - marked);
  // Where not all fit, what a line must touch goes first, then the worst standing.
  rows.sort(
    (a, b) =>
      Number(named.has(b.asset.asset)) - Number(named.has(a.asset.asset)) ||
      rank[a.mark.standing] - rank[b.mark.standing] ||
      (a.mark.since ?? '').localeCompare(b.mark.since ?? '') ||
      a.asset.name.localeCompare(b.asset.name),
  );
  const needed = rows.filter(({ asset }) => named.has(asset.asset)).length;
  const kept = rows.slice(0, Math.max(mostNodes, needed));
  kept.sort(
    (a, b) =>
      rank[a.mark.standing] - rank[b.mark.standing] ||
      (a.mark.since ?? '').localeCompare(b.mark.since ?? '') ||
      a.asset.name.localeCompare(b.asset.name),
  );

  const nameLines = wrap(zone.name, Math.max(12, Math.floor((width - 2 * pad) / 8.2)));
  let at = y + pad + nameLines.length * line + 6;
  const nodes = kept.map(({ asset, mark }): MapNode => {
    const node = {
      asset: asset.asset,
      name: asset.name,
      ...mark,
      x: x + pad + 7,
      y: at + row / 2,
      left: x + pad - 2,
      right: x + width - 4,
    };
    at += row;
    return node;
  });
  const moreNodes = rows.length - kept.length;
  if (moreNodes > 0) at += line;
  if (nodes.length > 0) at += 4;

  const across = Math.max(1, Math.floor((width - 2 * pad) / dotPitch));
  const shown = Math.min(near + far, across * mostDotRows);
  const dots = Array.from({ length: shown }, (_, index) => ({
    far: index >= near,
    x: x + pad + (index % across) * dotPitch + dotPitch / 2,
    y: at + Math.floor(index / across) * dotPitch + dotPitch / 2,
  }));
  at += Math.ceil(shown / across) * dotPitch + (shown > 0 ? 4 : 0);
  // One line of words at the foot: how many are reachable, how many quiet.
  const quietY = at + 12;
  at += line + pad - 2;
  return {
    id: zone.id,
    name: zone.name,
    nameLines,
    x,
    y,
    width,
    height: at - y,
    counts,
    nodes,
    dots,
    moreDots: near + far - shown,
    moreNodes,
    quietY,
  };
}

function drawEdges(
  incident: IncidentDetail,
  places: Map<string, MapNode>,
  services: MapService[],
  beside: boolean,
): MapEdge[] {
  const edges = new Map<string, MapEdge>();
  const add = (edge: Omit<MapEdge, 'services'>, service: string) => {
    const found = edges.get(edge.key);
    if (found) found.services.push(service);
    else edges.set(edge.key, { ...edge, services: [service] });
  };
  for (const service of incident.reach.services) {
    for (const hop of service.path) {
      const from = places.get(hop.from);
      const to = places.get(hop.to);
      if (from && to) {
        const key = `${hop.from} ${hop.to}`;
        add({ key, from: hop.from, to: hop.to, path: between(from, to), kind: 'hop' }, service.service);
      }
    }
    const via = places.get(service.via_asset);
    const end = services.find(({ id }) => id === service.service);
    if (via && end) {
      const y = end.y + serviceRow / 2;
      const target = beside
        ? { left: end.x - 2, right: end.x + end.width, y }
        : { left: via.left, right: end.x + end.width, y };
      const key = `${service.via_asset} service ${service.service}`;
      add(
        { key, from: service.via_asset, to: service.service, path: between(via, target), kind: 'service' },
        service.service,
      );
    }
  }
  return [...edges.values()];
}

export type End = Pick<MapNode, 'left' | 'right' | 'y'>;

/** A curve that leaves to the right and arrives from the left; within one column it bows out at the side. */
export function between(from: End, to: End): string {
  const near = (value: number) => Math.round(value * 10) / 10;
  if (to.left > from.right) {
    const bend = Math.max(24, (to.left - from.right) / 2);
    return `M${near(from.right)} ${near(from.y)}C${near(from.right + bend)} ${near(from.y)} ${near(to.left - bend)} ${near(to.y)} ${near(to.left)} ${near(to.y)}`;
  }
  if (to.right < from.left) {
    const bend = Math.max(24, (from.left - to.right) / 2);
    return `M${near(from.left)} ${near(from.y)}C${near(from.left - bend)} ${near(from.y)} ${near(to.right + bend)} ${near(to.y)} ${near(to.right)} ${near(to.y)}`;
  }
  const bow = from.right + 22;
  return `M${near(from.right)} ${near(from.y)}C${near(bow)} ${near(from.y)} ${near(bow)} ${near(to.y)} ${near(to.right)} ${near(to.y)}`;
}
