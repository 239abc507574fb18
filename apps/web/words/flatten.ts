/** A log record as rows of a table: every leaf with the path to it. */

export interface Leaf {
  path: string;
  value: string;
}

export interface Flat {
  leaves: Leaf[];
  /** Set when the record has more leaves, or is nested deeper, than the page shows. The raw record has them all. */
  cut: boolean;
}

const mostLeaves = 400;
const deepest = 12;

export function flatten(record: unknown): Flat {
  const leaves: Leaf[] = [];
  let cut = false;
  const visit = (value: unknown, path: string, depth: number): void => {
    if (leaves.length >= mostLeaves) {
      cut = true;
      return;
    }
    if (value === null || typeof value !== 'object') {
      leaves.push({ path, value: value === null ? 'null' : String(value) });
      return;
    }
    const entries: [string, unknown][] = Array.isArray(value)
      ? value.map((item, index) => [`[${index}]`, item])
      : Object.entries(value).map(([key, item]) => [path === '' ? key : `.${key}`, item]);
    if (depth >= deepest || entries.length === 0) {
      cut ||= entries.length > 0;
      leaves.push({ path, value: JSON.stringify(value) });
      return;
    }
    for (const [step, item] of entries) visit(item, path + step, depth + 1);
  };
  visit(record, '', 0);
  return { leaves, cut };
}

/** True when the last step of `path` is the field a rule looked at, e.g. `EventData.CommandLine` and `CommandLine`. */
export function isField(path: string, field: string | null): boolean {
  if (field === null) return false;
  return path === field || path.endsWith(`.${field}`);
}
