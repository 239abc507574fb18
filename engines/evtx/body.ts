/**
 * The body of one record: where its values are, and which layout names them. Structure is checked here,
 * at once; values are decoded later, if ever.
 */
import { createScanner } from './binxml.ts';
import { Damage } from './damage.ts';
import { buildLayout } from './layout.ts';
import { compileTemplate, type TemplateCache } from './template.ts';
import { type Bytes, createTextTable } from './text.ts';
import type { Layout, Nested, Template } from './tree.ts';
import { asText, decodeValue, TYPE_BINXML, TYPE_NULL, u32 } from './values.ts';

/** Fragments inside values inside fragments: Windows nests once, rarely twice. */
const MAX_NESTING = 8;
const MAX_FRAGMENTS = 64;
/** Definitions in one chunk do not overlap, so together they are smaller than it. */
const MAX_TEMPLATE_BYTES = 0x20000;
/** Layouts remembered per outermost template; more than a handful is someone's experiment. */
const MAX_LAYOUTS = 64;

export interface BodyDamage {
  readonly reason: 'record-values' | 'record-fragment';
  readonly detail: string;
}

/** Reads bodies one after another; what it says about a body holds until the next is read. */
export interface BodyReader {
  /** Reads the body between two offsets of the chunk. @throws Damage */
  read(start: number, end: number): Layout;
  /** Index of the body's first number in the slots, and how many values it has. */
  readonly first: number;
  readonly count: number;
  /** What was wrong though the record could be read. */
  readonly damages: readonly BodyDamage[];
  /** The slots of all bodies read. */
  takeSlots(): Int32Array;
}

/** Reused for every chunk and copied from; only ever used within one synchronous call. */
let scratch = new Int32Array(0x8000);

const NO_DAMAGES: readonly BodyDamage[] = [];

export function createBodyReader(bytes: Bytes, cache: TemplateCache): BodyReader {
  const scanner = createScanner(bytes, cache.texts);
  const definitions = new Map<number, Template | Damage>();
  let templateBytes = 0;
  let used = 0;
  let first = 0;
  let damages = NO_DAMAGES;
  /** The fragments of the body being read. Kept apart so that a record costs no objects of its own. */
  const nestedSlots: number[] = [];
  const nestedBases: number[] = [];
  const nestedTemplates: Template[] = [];
  let nestedCount = 0;

  function push(offset: number, packed: number) {
    if (used + 2 > scratch.length) {
      const grown = new Int32Array(scratch.length * 2);
      grown.set(scratch);
      scratch = grown;
    }
    scratch[used] = offset;
    scratch[used + 1] = packed;
    used += 2;
  }

  function damage(reason: BodyDamage['reason'], detail: string) {
    damages = [...damages, { reason, detail }];
  }

  function definition(at: number): Template {
    let known = definitions.get(at);
    if (known === undefined) {
      known = readDefinition(at);
      definitions.set(at, known);
    }
    if (known instanceof Damage) throw known;
    return known;
  }

  function readDefinition(at: number): Template | Damage {
    try {
      if (at + 24 > bytes.length) throw new Damage(at, `template offset ${at} is outside the chunk`);
      const end = Math.min(at + 24 + u32(bytes, at + 20), bytes.length);
      templateBytes += end - at;
      if (templateBytes > MAX_TEMPLATE_BYTES) throw new Damage(at, 'templates overlap');
      return cache.template(scanner.scan(at + 24, end, true));
    } catch (error) {
      if (error instanceof Damage) return error;
      throw error;
    }
  }

  /** Reads a fragment; its values are appended to the slots. Undefined when it is empty. */
  function readFragment(start: number, end: number, depth: number): Template | undefined {
    if (depth > MAX_NESTING) throw new Damage(start, `fragments nested deeper than ${MAX_NESTING}`);
    let pos = start;
    while (pos + 4 <= end && bytes[pos] === 0x0f) pos += 4;
    if (pos >= end || bytes[pos] === 0x00) return undefined;
    if ((bytes[pos]! & 0xbf) !== 0x0c) {
      // Literal through and through, so not worth remembering.
      const texts = createTextTable();
      const template = compileTemplate(createScanner(bytes, texts).scan(pos, end, depth === 0), texts);
      if (template.values > 0) throw new Damage(pos, 'substitution outside a template');
      return template;
    }
    if (pos + 10 > end) throw new Damage(pos, 'template instance is cut short');
    const at = u32(bytes, pos + 6);
    const template = definition(at);
    pos += 10;
    // The first record that uses a template also carries it.
    if (at === pos) pos += 24 + u32(bytes, at + 20);
    readValues(template, pos, end, depth);
    return template;
  }

  function readValues(template: Template, start: number, end: number, depth: number) {
    if (start + 4 > end) throw new Damage(start, 'list of values is cut short');
    const stated = u32(bytes, start);
    const count = Math.min(stated, (end - start - 4) >> 2);
    if (count < stated && count < template.values) {
      throw new Damage(start, `list of ${stated} values is longer than its record`);
    }
    const base = (used - first) >> 1;
    let at = start + 4 + count * 4;
    let cut = count < stated ? 1 : 0;
    let hasFragment = false;
    for (let i = 0, p = start + 4; i < count; i++, p += 4) {
      const size = bytes[p]! | (bytes[p + 1]! << 8);
      const type = bytes[p + 2]!;
      if (at + size > end) {
        push(end, TYPE_NULL);
        cut++;
      } else {
        push(at, (size << 8) | type);
        if (type === TYPE_BINXML && size > 0) hasFragment = true;
      }
      at += size;
    }
    if (cut > 0) damage('record-values', `${cut} of ${stated} values lie beyond the record`);
    for (let i = count; i < template.values; i++) push(end, TYPE_NULL);
    if (!hasFragment) return;
    for (let i = 0; i < count; i++) {
      const slot = first + (base + i) * 2;
      const packed = scratch[slot + 1]!;
      if ((packed & 0xff) === TYPE_BINXML && packed >>> 8 > 0) {
        readNested(base + i, scratch[slot]!, packed >>> 8, depth + 1, template.repeated.has(i));
      }
    }
  }

  /** A damaged fragment costs its own fields, not the whole record. */
  function readNested(slot: number, at: number, size: number, depth: number, repeated: boolean) {
    const before = used;
    const known = nestedCount;
    try {
      // Fragments in fragments, each shown several times, would multiply.
      if (repeated) throw new Damage(at, 'fragment is used more than once');
      if (known >= MAX_FRAGMENTS) throw new Damage(at, `more than ${MAX_FRAGMENTS} fragments`);
      const template = readFragment(at, at + size, depth);
      if (template === undefined) return;
      nestedSlots[nestedCount] = slot;
      nestedBases[nestedCount] = (before - first) >> 1;
      nestedTemplates[nestedCount++] = template;
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      used = before;
      nestedCount = known;
      damage('record-fragment', error.message);
    }
  }

  function layoutFor(template: Template): Layout {
    for (const layout of template.layouts) if (hasSameNested(layout)) return layout;
    const nested = nestedTemplates
      .slice(0, nestedCount)
      .map((inner, i): Nested => ({ slot: nestedSlots[i]!, template: inner, base: nestedBases[i]! }));
    const made = buildLayout(template, nested, (slot) => {
      const packed = scratch[first + slot * 2 + 1]!;
      return asText(decodeValue(bytes, packed & 0xff, scratch[first + slot * 2]!, packed >>> 8));
    });
    if (made.reusable && template.layouts.length < MAX_LAYOUTS) template.layouts.push(made.layout);
    return made.layout;
  }

  function hasSameNested({ nested }: Layout): boolean {
    if (nested.length !== nestedCount) return false;
    for (let i = 0; i < nested.length; i++) {
      const one = nested[i]!;
      if (one.template !== nestedTemplates[i] || one.slot !== nestedSlots[i] || one.base !== nestedBases[i])
        return false;
    }
    return true;
  }

  return {
    read(start, end) {
      first = used;
      damages = NO_DAMAGES;
      nestedCount = 0;
      try {
        const template = readFragment(start, end, 0);
        if (template === undefined) throw new Damage(start, 'record has no content');
        return layoutFor(template);
      } catch (error) {
        used = first;
        throw error;
      }
    },
    get first() {
      return first;
    },
    get count() {
      return (used - first) >> 1;
    },
    get damages() {
      return damages;
    },
    takeSlots: () => scratch.slice(0, used),
  };
}
