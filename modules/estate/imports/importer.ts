/** What an importer is: one folder that knows one kind of export, and turns it into claims. Pure: what it is given in, claims out. */
import type { Claim } from './claim.ts';
import type { JsonItem } from './forms/json.ts';
import type { Row } from './forms/rows.ts';
import type { Line } from './forms/text.ts';
import type { XmlRecord } from './forms/xml.ts';
import type { Mapping } from './table/mapping.ts';

/** Something that was not understood, where it stands, and what came of it. */
export interface Problem {
  /** From 1; 0 means the file as a whole. */
  line: number;
  reason: string;
}

/** What an importer may ask for while it reads. */
export interface Reading {
  /** When the file says nothing of when: the time of the export. ISO 8601. */
  at: string;
  problem(line: number, reason: string): void;
  /** What a person said that columns mean. */
  mapping?: Mapping;
}

interface Described {
  /** How people name it: `--as nmap`. */
  kind: string;
  /** What it reads, for a list of what can be read. */
  title: string;
  /** `catalogue`: a file holds all there is, so what the next one leaves out has vanished. `sightings`: it holds what was seen for a while. */
  holds: 'catalogue' | 'sightings';
}

interface Reads<Item> {
  /** By the beginning of the content. */
  recognises(beginning: readonly Item[], sheet: string): boolean;
  read(items: Iterable<Item>, reading: Reading): Iterable<Claim>;
}

export type TableImporter = Described & { form: 'table' } & Reads<Row>;
export type LineImporter = Described & { form: 'lines' } & Reads<Line>;
/** `lists`: lists at the top of the document that are read an item at a time. */
export type JsonImporter = Described & { form: 'json'; lists: readonly string[] } & Reads<JsonItem>;
/** `root`: the first element; `records`: the elements that are read one at a time. */
export type XmlImporter = Described & {
  form: 'xml';
  roots: readonly string[];
  records: readonly string[];
  read(records: Iterable<XmlRecord>, reading: Reading): Iterable<Claim>;
};

export type Importer = TableImporter | LineImporter | JsonImporter | XmlImporter;
