/** Active Directory as LDIF (RFC 2849; ldifde, ldapsearch) and as tables of Get-ADComputer, Get-ADUser and Get-ADGroup. */
import { hasHeader, recordsOf } from '../forms/rows.ts';
import type { Line } from '../forms/text.ts';
import type { LineImporter, Reading, TableImporter } from '../importer.ts';
import { type DirectoryObject, objectClaims } from './attributes.ts';

const described = { kind: 'directory', holds: 'catalogue' } as const;

export const ldifImporter: LineImporter = {
  ...described,
  title: 'Active Directory as LDIF (ldifde, ldapsearch)',
  form: 'lines',
  recognises: (lines) => lines.some(({ text }) => /^dn::? \S/i.test(text)),
  *read(lines, reading) {
    for (const object of objectsIn(lines, reading)) yield* objectClaims(object, reading);
  },
};

export const directoryTableImporter: TableImporter = {
  ...described,
  title: 'Get-ADComputer, Get-ADUser or Get-ADGroup exported with Export-Csv',
  form: 'table',
  recognises: (rows) => hasHeader(rows, 'distinguishedname', 'objectclass'),
  *read(rows, reading) {
    for (const { line, get } of recordsOf(rows, ['distinguishedname', 'objectclass'])) {
      const all = (name: string) => (get(name) ?? '').split(/[;\n]/).filter((one) => one.includes('='));
      const object = {
        line,
        dn: get('distinguishedname'),
        classes: [(get('objectclass') ?? '').toLowerCase()],
        get,
        all,
      };
      yield* objectClaims(object, reading);
    }
  },
};

/** Of one attribute: more are told of and left out. */
const mostValues = 100_000;

function* objectsIn(lines: Iterable<Line>, reading: Reading): Generator<DirectoryObject> {
  let values = new Map<string, string[]>();
  let start = 0;
  let open: { line: number; text: string } | undefined;
  const take = (): void => {
    if (open === undefined || open.text.startsWith('#')) return;
    const found = /^([\w.;-]+):(:|<)? ?(.*)$/s.exec(open.text);
    if (!found) {
      if (open.text.trim() !== '' && open.text !== '-')
        reading.problem(open.line, 'this line is no attribute and no value; it was left out');
      return;
    }
    const [, name, how, text] = found as unknown as [string, string, string | undefined, string];
    // A URL names a file on the machine that made the export.
    if (how === '<') return;
    const key = name.toLowerCase().split(';')[0]!;
    const value = how === ':' ? decoded(key, text) : text;
    const all = values.get(key) ?? [];
    values.set(key, all);
    if (all.length < mostValues) all.push(value);
    else if (all.length === mostValues)
      reading.problem(open.line, `more than ${mostValues} values of ${key}; the rest was left out`);
  };
  for (const one of lines) {
    if (one.text.startsWith(' ')) {
      if (open) open.text += one.text.slice(1);
      continue;
    }
    take();
    open = undefined;
    if (one.text.trim() === '') {
      if (values.size > 0) yield objectOf(values, start);
      values = new Map();
      continue;
    }
    if (values.size === 0) start = one.line;
    open = { line: one.line, text: one.text };
  }
  take();
  if (values.size > 0) yield objectOf(values, start);
}

function objectOf(values: ReadonlyMap<string, string[]>, line: number): DirectoryObject {
  return {
    line,
    dn: values.get('dn')?.[0],
    classes: (values.get('objectclass') ?? []).map((one) => one.toLowerCase()),
    get: (...names) => names.map((name) => values.get(name)?.[0]?.trim()).find((value) => value),
    all: (name) => values.get(name) ?? [],
  };
}

/** Base64: text as UTF-8, and a SID as people write it (MS-DTYP 2.4.2). */
function decoded(name: string, text: string): string {
  const bytes = Buffer.from(text, 'base64');
  const count = bytes[1] ?? 0;
  if (name !== 'objectsid' || bytes.length < 8 || bytes.length !== 8 + 4 * count)
    return bytes.toString('utf8');
  const parts = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(8 + 4 * i));
  return `S-${bytes[0]}-${bytes.readUIntBE(2, 6)}-${parts.join('-')}`;
}
