/** Which clinical services feel the loss of a system, following dependencies upwards. */
import type { EstateData, ServiceImpact } from './model.ts';

interface Link {
  dependent: string;
  strength: 'stops' | 'degrades';
}

/**
 * Answers, for a system or supplier, with the services that stop or degrade without it, worst first: those that
 * stop, then the more urgent, then the shorter chain. A service stops only when every link of some chain says
 * `stops`; any weaker link makes it degrade. Chains may form rings. Answers are kept, since the data never changes.
 */
export function createImpact(data: EstateData): (id: string) => ServiceImpact[] {
  const services = new Map(data.services.map((service) => [service.id, service]));
  const dependents = new Map<string, Link[]>();
  for (const { from, to, strength } of data.dependencies) {
    const links = dependents.get(to) ?? [];
    links.push({ dependent: from, strength });
    dependents.set(to, links);
  }
  const known = new Map<string, ServiceImpact[]>();

  const compute = (id: string): ServiceImpact[] => {
    const stopping = walkUp(id, dependents, (link) => link.strength === 'stops');
    const any = walkUp(id, dependents, () => true);
    const impacts: ServiceImpact[] = [];
    for (const reached of any.keys()) {
      const service = services.get(reached);
      if (service === undefined) continue;
      const strength = stopping.has(reached) ? 'stops' : 'degrades';
      impacts.push({ service, strength, path: pathTo(reached, strength === 'stops' ? stopping : any) });
    }
    return impacts.sort(worstFirst);
  };

  return (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const impacts = compute(id);
    known.set(id, impacts);
    return impacts;
  };
}

/** Breadth first from `start` over the links that pass; each reached id maps to the one it was reached from. */
function walkUp(start: string, dependents: Map<string, Link[]>, passes: (link: Link) => boolean) {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  const queue = [start];
  for (const id of queue) {
    for (const link of dependents.get(id) ?? []) {
      if (!passes(link) || cameFrom.has(link.dependent)) continue;
      cameFrom.set(link.dependent, id);
      queue.push(link.dependent);
    }
  }
  return cameFrom;
}

function pathTo(id: string, cameFrom: Map<string, string | null>): string[] {
  const path: string[] = [];
  for (let at: string | null = id; at !== null; at = cameFrom.get(at) ?? null) path.push(at);
  return path.reverse();
}

function worstFirst(a: ServiceImpact, b: ServiceImpact): number {
  const weight = (impact: ServiceImpact) => (impact.strength === 'stops' ? 0 : 1);
  return (
    weight(a) - weight(b) ||
    a.service.urgency - b.service.urgency ||
    a.path.length - b.path.length ||
    (a.service.id < b.service.id ? -1 : 1)
  );
}
