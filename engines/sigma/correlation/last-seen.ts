/**
 * Values and when each was last seen, in the order of those times. A value seen again moves to the end of a linked
 * list; taking it out of a Map and putting it back would order it too, at three times the cost.
 */

interface Node {
  readonly value: string;
  time: number;
  earlier: Node | null;
  later: Node | null;
}

export class LastSeen {
  readonly #nodes = new Map<string, Node>();
  readonly #most: number;
  #oldest: Node | null = null;
  #newest: Node | null = null;

  /** @param most values kept; beyond it the oldest is forgotten */
  constructor(most: number, entries: Iterable<readonly [string, number]> = []) {
    this.#most = most;
    for (const [value, time] of entries) this.see(value, time);
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** Times must not go back. */
  see(value: string, time: number): void {
    const known = this.#nodes.get(value);
    if (known !== undefined) {
      known.time = time;
      if (known === this.#newest) return;
      this.#unlink(known);
      this.#append(known);
      return;
    }
    if (this.#nodes.size >= this.#most) this.#forgetOldest();
    const node: Node = { value, time, earlier: null, later: null };
    this.#nodes.set(value, node);
    this.#append(node);
  }

  expire(before: number): void {
    while (this.#oldest !== null && this.#oldest.time < before) this.#forgetOldest();
  }

  /** Oldest first. */
  *entries(): Iterable<[string, number]> {
    for (let node = this.#oldest; node !== null; node = node.later) yield [node.value, node.time];
  }

  #forgetOldest(): void {
    const oldest = this.#oldest!;
    this.#nodes.delete(oldest.value);
    this.#unlink(oldest);
  }

  #append(node: Node): void {
    node.earlier = this.#newest;
    node.later = null;
    if (this.#newest === null) this.#oldest = node;
    else this.#newest.later = node;
    this.#newest = node;
  }

  #unlink({ earlier, later }: Node): void {
    if (earlier === null) this.#oldest = later;
    else earlier.later = later;
    if (later === null) this.#newest = earlier;
    else later.earlier = earlier;
  }
}
