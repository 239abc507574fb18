/** What the columns of an unknown table mean: guessed from their headings and what is in them, or stated by a person. */
import { z } from 'zod';
import { assetFields } from '../claim.ts';
import { heading } from '../forms/rows.ts';
import { canonicalMac, hostAddress } from '../keys.ts';

/** What a column can be: a field of an asset, or something by which it is known. */
export const columnMeanings = [...assetFields, 'address', 'mac', 'uuid', 'seen_at'] as const;
export type ColumnMeaning = (typeof columnMeanings)[number];

/** `columns` by heading; `kinds` brings the words of a `kind` column to the estate's. */
export const Mapping = z.strictObject({
  columns: z.record(z.string(), z.enum(columnMeanings)),
  kinds: z.record(z.string(), z.string()).default({}),
});
export type Mapping = z.infer<typeof Mapping>;

export interface GuessedColumn {
  column: string;
  /** null: nothing says what it is, and it is left out. */
  means: ColumnMeaning | null;
  because: 'heading' | 'content' | null;
  example: string;
}

/** Headings as inventories write them, compared without case and blanks. The first column that matches a meaning has it. */
const headings: readonly (readonly [ColumnMeaning, readonly string[]])[] = [
  [
    'hostname',
    [
      'hostname',
      'host',
      'computername',
      'computer',
      'devicename',
      'machinename',
      'netbiosname',
      'fqdn',
      'dnsname',
      'dnshostname',
      'assetname',
      'name',
      'systemname',
      'aetitlehost',
    ],
  ],
  [
    'address',
    [
      'ipaddress',
      'ip',
      'ipv4',
      'ipv4address',
      'address',
      'addresses',
      'ipaddresses',
      'primaryipaddress',
      'managementip',
    ],
  ],
  ['mac', ['mac', 'macaddress', 'physicaladdress', 'ethernetaddress', 'hardwareaddress', 'macaddresses']],
  ['serial', ['serial', 'serialnumber', 'serialno', 'sn', 'servicetag']],
  ['uuid', ['uuid', 'biosuuid', 'smbiosuuid']],
  [
    'kind',
    [
      'kind',
      'type',
      'devicetype',
      'assettype',
      'category',
      'class',
      'deviceclass',
      'assetcategory',
      'modality',
      'equipmenttype',
    ],
  ],
  ['os', ['os', 'operatingsystem', 'osname', 'osversion', 'platform']],
  ['support_ends', ['supportends', 'endofsupport', 'eos', 'endofsupportdate', 'eol', 'endoflife', 'eoldate']],
  ['manufacturer', ['manufacturer', 'maker', 'vendor', 'make', 'brand', 'oem']],
  ['model', ['model', 'modelname', 'modelnumber', 'devicemodel', 'product']],
  ['firmware', ['firmware', 'firmwareversion', 'softwareversion', 'swversion']],
  ['site', ['site', 'hospital', 'campus', 'building']],
  ['zone', ['zone', 'vlan', 'vlanname', 'segment', 'network', 'networkname']],
  ['system', ['system', 'application', 'service', 'clinicalsystem']],
  ['location', ['location', 'ward', 'room', 'department', 'dept', 'area', 'locationname']],
  ['owner', ['owner', 'assignedto', 'custodian', 'responsible', 'manager', 'contact']],
  ['notes', ['notes', 'comments', 'comment', 'description', 'remarks']],
  ['seen_at', ['lastseen', 'lastscan', 'lastcontact', 'lastupdate', 'lastupdated', 'lastcheckin']],
  ['power', ['powerstate', 'status', 'state']],
];

/** Of the values that are there, this many look like it. */
const mostOf = (cells: readonly string[], looksRight: (cell: string) => boolean): boolean => {
  const some = cells.filter((cell) => cell.trim() !== '');
  return some.length > 0 && some.filter(looksRight).length >= some.length * 0.8;
};

const parts = (cell: string): string[] => cell.split(/[\s,;|]+/).filter((part) => part !== '');

/** Each column with what it seems to be. A meaning is given once, save for addresses, which may be in several columns. */
export function guessMapping(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): GuessedColumn[] {
  const given = new Set<ColumnMeaning>();
  const guesses = header.map(
    (column, i): GuessedColumn => ({
      column,
      means: null,
      because: null,
      example: rows.map((cells) => cells[i]?.trim() ?? '').find((cell) => cell !== '') ?? '',
    }),
  );
  const cellsOf = (i: number) => rows.map((cells) => cells[i] ?? '');
  const give = (i: number, means: ColumnMeaning, because: 'heading' | 'content') => {
    guesses[i] = { ...guesses[i]!, means, because };
    given.add(means);
  };
  // The order of the words is the order of trust: `Hostname` is the name where `Name` stands beside it.
  for (const [means, words] of headings) {
    const at = words
      .map((word) => header.findIndex((column, i) => heading(column) === word && guesses[i]!.means === null))
      .find((i) => i >= 0);
    // A heading that says "address" over what is none is a street.
    const isAddress =
      means !== 'address' ||
      at === undefined ||
      mostOf(cellsOf(at), (cell) => parts(cell).some((part) => hostAddress(part)));
    if (at !== undefined && isAddress) give(at, means, 'heading');
  }
  header.forEach((_, i) => {
    if (guesses[i]!.means !== null) return;
    if (mostOf(cellsOf(i), (cell) => parts(cell).some((part) => hostAddress(part) !== undefined)))
      give(i, 'address', 'content');
    else if (!given.has('mac') && mostOf(cellsOf(i), (cell) => canonicalMac(cell) !== undefined))
      give(i, 'mac', 'content');
  });
  return guesses;
}

/** The guess as a mapping that a person can keep and change. */
export const mappingOf = (guesses: readonly GuessedColumn[]): Mapping => ({
  columns: Object.fromEntries(
    guesses.flatMap(({ column, means }) => (means === null ? [] : [[column, means]])),
  ),
  kinds: {},
});
