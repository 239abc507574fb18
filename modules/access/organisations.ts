/** The organisations of a deployment and who is above whom: loaded, never read out of a code. Pure. */

export interface OrganisationLine {
  id: string;
  name: string;
  parent: string | null;
}

export interface Organisations {
  all(): readonly OrganisationLine[];
  /** Itself, what is above it, and so on up. */
  upFrom(id: string): readonly string[];
}

export function createOrganisations(lines: readonly OrganisationLine[]): Organisations {
  const byId = new Map(lines.map((line) => [line.id, line]));
  return {
    all: () => lines,
    upFrom(id) {
      const chain: string[] = [];
      for (let at: string | null = id; at !== null && !chain.includes(at); at = byId.get(at)?.parent ?? null)
        chain.push(at);
      return chain;
    },
  };
}
