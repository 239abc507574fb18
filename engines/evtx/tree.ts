/**
 * What templates are compiled into: element trees, and the flat lists of fields that are made from them.
 */

/** Where a record's own value goes. */
export interface Substitution {
  readonly index: number;
  /** An optional one that is null takes its element or attribute with it. */
  readonly optional: boolean;
}
export type Part = string | Substitution;

export interface Attribute {
  readonly name: string;
  readonly parts: Part[];
}

export interface Element {
  readonly name: string;
  readonly attributes: Attribute[];
  readonly content: (Part | Element)[];
  /** Attributes and child elements have names that are known and differ. */
  distinct: boolean;
}

export function isElement(node: Part | Element): node is Element {
  return typeof node === 'object' && 'content' in node;
}

export interface Template {
  readonly program: Int32Array;
  readonly roots: readonly Element[];
  /** How many values it refers to: its highest index + 1. */
  readonly values: number;
  /** Indexes that it refers to more than once. */
  readonly repeated: ReadonlySet<number>;
  /** Field lists already made for this template as the outermost one of a record. */
  readonly layouts: Layout[];
}

/** A template used inside a substitution: which slot holds it and where its own values begin. */
export interface Nested {
  readonly slot: number;
  readonly template: Template;
  readonly base: number;
}

/** Where a value is: the number of a slot in the record's own list of values, or text from the template. */
export type Source = string | number;

/** One way a field gets its value: the sources are joined as text, unless there is just one. */
export interface Field {
  readonly name: string;
  /** One entry per element that carries this name. */
  readonly items: Source[][];
  /** The slot when there is exactly one item with exactly one slot (nearly always), else -1. */
  slot: number;
}

export interface Layout {
  readonly template: Template;
  readonly nested: readonly Nested[];
  /** By every name it answers to, aliases included. */
  readonly byName: ReadonlyMap<string, Field>;
  /** Names as written, without aliases. */
  readonly names: readonly string[];
  readonly eventId: Field | undefined;
  readonly channel: Field | undefined;
  readonly computer: Field | undefined;
  readonly provider: Field | undefined;
  readonly time: Field | undefined;
}
