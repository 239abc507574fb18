/** Strongly connected components (Tarjan 1972), without recursion: a chain may be longer than the stack is deep. */

/** @returns every id in exactly one group; a group of several is a ring in which each needs all the others */
export function findRings(ids: readonly string[], needsOf: (id: string) => readonly string[]): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const rings: string[][] = [];

  const enter = (id: string) => {
    index.set(id, index.size);
    low.set(id, index.get(id)!);
    open.push(id);
    isOpen.add(id);
    return { id, needs: needsOf(id), at: 0 };
  };
  for (const start of ids) {
    if (index.has(start)) continue;
    const path = [enter(start)];
    while (path.length > 0) {
      const frame = path.at(-1)!;
      const next = frame.needs[frame.at++];
      if (next !== undefined) {
        if (!index.has(next)) path.push(enter(next));
        else if (isOpen.has(next)) low.set(frame.id, Math.min(low.get(frame.id)!, index.get(next)!));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low.set(parent.id, Math.min(low.get(parent.id)!, low.get(frame.id)!));
      if (low.get(frame.id) === index.get(frame.id)) {
        const ring = open.splice(open.lastIndexOf(frame.id));
        for (const id of ring) isOpen.delete(id);
        rings.push(ring);
      }
    }
  }
  return rings;
}
