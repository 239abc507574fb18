/** Thrown inside the reader when bytes cannot mean anything; always caught and turned into a loss. */
export class Damage extends Error {
  readonly at: number;

  /** `at` is the offset within the chunk. */
  constructor(at: number, what: string) {
    super(what);
    this.at = at;
  }
}
