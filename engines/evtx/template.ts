/**
 * A template, compiled: the element tree that a program describes, shared by every record and every chunk
 * that use the same one.
 */
import { OP_ATTR, OP_CLOSE, OP_CONTENT, OP_OPEN, OP_SUB, OP_TEXT } from './binxml.ts';
import { Damage } from './damage.ts';
import { createTextTable, type TextTable } from './text.ts';
import { type Attribute, type Element, isElement, type Part, type Template } from './tree.ts';

/**
 * How often a template may use one value. Real ones use it once or twice; without a bound a 60 KB template
 * could blow one long value up to gigabytes.
 */
const MAX_USES = 16;

/** Event Tracing allows 128 values in an event; Windows adds some 20 of its own. */
const MAX_VALUES = 1_024;

/** Builds the tree. @throws Damage when the program uses one value too often. */
export function compileTemplate(program: Int32Array, texts: TextTable): Template {
  const roots: Element[] = [];
  const open: Element[] = [];
  const uses = new Map<number, number>();
  const repeated = new Set<number>();
  let parts: (Part | Element)[] = [];
  let values = 0;
  for (let i = 0; i < program.length; ) {
    switch (program[i]) {
      case OP_OPEN: {
        const element: Element = {
          name: texts.text(program[i + 1]!),
          attributes: [],
          content: [],
          distinct: false,
        };
        const parent = open.at(-1);
        if (parent) parent.content.push(element);
        else roots.push(element);
        open.push(element);
        i += 2;
        break;
      }
      case OP_ATTR: {
        const attribute: Attribute = { name: texts.text(program[i + 1]!), parts: [] };
        open.at(-1)!.attributes.push(attribute);
        parts = attribute.parts;
        i += 2;
        break;
      }
      case OP_CONTENT:
        parts = open.at(-1)!.content;
        i += 1;
        break;
      case OP_CLOSE: {
        const element = open.pop()!;
        element.distinct = haveDistinctNames(element);
        parts = open.at(-1)?.content ?? [];
        i += 1;
        break;
      }
      case OP_TEXT:
        parts.push(texts.text(program[i + 1]!));
        i += 2;
        break;
      case OP_SUB: {
        const index = program[i + 1]!;
        if (index >= MAX_VALUES) throw new Damage(0, `template asks for value ${index}`);
        values = Math.max(values, index + 1);
        const count = (uses.get(index) ?? 0) + 1;
        if (count > MAX_USES) throw new Damage(0, `template uses value ${index} more than ${MAX_USES} times`);
        uses.set(index, count);
        if (count > 1) repeated.add(index);
        parts.push({ index, optional: (program[i + 2]! & 1) === 1 });
        i += 3;
        break;
      }
    }
  }
  return { program: program.slice(), roots, values, repeated, layouts: [] };
}

/**
 * Whether all attributes, and all child elements, have names that are known and differ, so that nothing can
 * overwrite anything when they become keys of an object.
 */
function haveDistinctNames({ attributes, content }: Element): boolean {
  const names = new Set(['#attributes', '#text', '__proto__']);
  for (const { name } of attributes) {
    if (names.has(name)) return false;
    names.add(name);
  }
  const children = content.filter((node) => typeof node === 'object');
  if (!children.some(isElement)) return true;
  const keys = new Set(['#attributes', '#text', '__proto__']);
  for (const child of children) {
    const key = isElement(child) ? keyOf(child) : undefined;
    if (key === undefined || keys.has(key)) return false;
    keys.add(key);
  }
  return true;
}

/** The key that an element becomes; undefined when only a record can tell, or when several share one. */
function keyOf({ name, attributes }: Element): string | undefined {
  if (name !== 'Data') return name;
  const parts = attributes.find((one) => one.name === 'Name')?.parts;
  return parts?.length === 1 && typeof parts[0] === 'string' ? parts[0] : undefined;
}

/** Remembers names and templates from chunk to chunk of one file. Bounded: it starts anew when full. */
export interface TemplateCache {
  readonly texts: TextTable;
  /** The compiled template of a program; the same object for equal programs. @throws Damage */
  template(program: Int32Array): Template;
  /** Forgets everything once too much has gathered; call between chunks only. */
  tidy(): void;
}

/** Steps of all programs together; a busy Security log needs some 50,000. One step costs about 100 bytes. */
const MAX_STEPS = 500_000;

export function createTemplateCache(): TemplateCache {
  let texts = createTextTable();
  let byHash = new Map<number, Template[]>();
  let steps = 0;
  return {
    get texts() {
      return texts;
    },
    template(program) {
      let hash = program.length;
      for (let i = 0; i < program.length; i++) hash = (Math.imul(hash, 31) + program[i]!) | 0;
      const known = byHash.get(hash);
      if (known !== undefined) {
        for (let i = 0; i < known.length; i++) if (equal(known[i]!.program, program)) return known[i]!;
      }
      const template = compileTemplate(program, texts);
      steps += program.length;
      if (known) known.push(template);
      else byHash.set(hash, [template]);
      return template;
    },
    tidy() {
      if (steps < MAX_STEPS && !texts.full) return;
      texts = createTextTable();
      byHash = new Map();
      steps = 0;
    },
  };
}

function equal(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
