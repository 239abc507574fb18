import type { Source } from '../../model.ts';
import { linesOf, wordsOf } from '../draft.ts';

/** One `edit` of a table: its settings, and where each was set. */
export interface Entry {
  readonly name: string;
  readonly source: Source;
  readonly settings: Map<string, { readonly values: readonly string[]; readonly source: Source }>;
}

const maxDepth = 32;

/**
 * The tables of a FortiOS configuration by their path, such as `firewall policy`. Settings outside of an
 * `edit` are in an entry without a name. Virtual domains follow each other under the same paths.
 */
export function readTables(
  text: string,
  problem: (source: Source, what: string) => void,
): Map<string, Entry[]> {
  const tables = new Map<string, Entry[]>();
  const open: { path: string; entry: Entry | undefined }[] = [];
  const entryOf = (table: (typeof open)[number], source: Source, name: string): Entry => {
    const entry: Entry = { name, source, settings: new Map() };
    const list = tables.get(table.path);
    if (list === undefined) tables.set(table.path, [entry]);
    else list.push(entry);
    table.entry = entry;
    return entry;
  };
  for (const [at, raw] of linesOf(text).entries()) {
    const source: Source = { line: at + 1, text: raw };
    const [command = '', ...words] = wordsOf(raw);
    const table = open.at(-1);
    switch (command) {
      case 'config': {
        if (open.length === maxDepth) {
          problem(source, 'tables are nested too deep, and the rest was not read');
          return tables;
        }
        const path = words.join(' ');
        // A table inside of an entry belongs to that entry; what a domain holds is as if it stood alone.
        const inside = table !== undefined && table.path !== 'vdom' && table.path !== 'global';
        open.push({ path: inside ? `${table.path}/${path}` : path, entry: undefined });
        break;
      }
      case 'edit':
        if (table !== undefined) entryOf(table, source, words[0] ?? '');
        break;
      case 'set':
      case 'append':
        if (table !== undefined) {
          const { settings } = table.entry ?? entryOf(table, source, '');
          const [name = '', ...values] = words;
          const before = command === 'append' ? (settings.get(name)?.values ?? []) : [];
          settings.set(name, { values: [...before, ...values], source });
        }
        break;
      case 'next':
        if (table !== undefined) table.entry = undefined;
        break;
      case 'end':
        open.pop();
        break;
      default:
    }
  }
  return tables;
}
