/**
 * A layout is the flat list "field <- value" of records that use the same templates in the same places.
 * It is made once and shared; a record then only knows where its values are.
 */
import {
  type Element,
  type Field,
  isElement,
  type Layout,
  type Nested,
  type Part,
  type Source,
  type Template,
} from './tree.ts';

/** Tells the text of an attribute that must be known now (a `Data` name); slots differ per record. */
export type TextOf = (slot: number) => string;

export interface LayoutResult {
  readonly layout: Layout;
  /** False when a name came from a record's own values, so that no other record may use this layout. */
  readonly reusable: boolean;
}

const systemAliases: Readonly<Record<string, readonly string[]>> = {
  TimeCreated_SystemTime: ['TimeCreated', 'SystemTime'],
  EventID_Qualifiers: ['Qualifiers'],
};

export function buildLayout(template: Template, nested: readonly Nested[], textOf: TextOf): LayoutResult {
  const fields = new Map<string, Field>();
  const system = new Map<string, Field>();
  /** The element below Event that a data field was found in. */
  const sections = new Map<string, string>();
  let section = '';
  let reusable = true;

  /** The slots of a list of parts; elements are left out. */
  function sources(parts: readonly (Part | Element)[], base: number): Source[] {
    const found: Source[] = [];
    for (const part of parts) {
      if (typeof part === 'string') found.push(part);
      else if (!isElement(part) && !nestedAt(base + part.index)) found.push(base + part.index);
    }
    return found;
  }

  function nestedAt(slot: number): Nested | undefined {
    return nested.find((one) => one.slot === slot);
  }

  function add(into: Map<string, Field>, name: string, item: Source[]) {
    const known = into.get(name);
    if (known) {
      known.items.push(item);
      known.slot = -1;
    } else {
      if (into === fields) sections.set(name, section);
      into.set(name, {
        name,
        items: [item],
        slot: item.length === 1 && typeof item[0] === 'number' ? item[0] : -1,
      });
    }
  }

  function addAttributes(into: Map<string, Field>, element: Element, base: number, skip?: string) {
    for (const { name, parts } of element.attributes) {
      if (name !== skip && !name.startsWith('xmlns'))
        add(into, `${element.name}_${name}`, sources(parts, base));
    }
  }

  /** Calls `visit` for each child element, also those in a fragment inside a substitution. */
  function children(element: Element, base: number, visit: (child: Element, base: number) => void) {
    for (const node of element.content) {
      if (typeof node === 'string') continue;
      if (isElement(node)) visit(node, base);
      else {
        const inner = nestedAt(base + node.index);
        for (const root of inner?.template.roots ?? []) visit(root, inner!.base);
      }
    }
  }

  function hasChildren(element: Element, base: number): boolean {
    let found = false;
    children(element, base, () => {
      found = true;
    });
    return found;
  }

  /** EventData, UserData and whatever else is not System: leaves by name. */
  function addData(element: Element, base: number) {
    const dataName =
      element.name === 'Data' ? element.attributes.find((one) => one.name === 'Name') : undefined;
    let name = element.name;
    if (dataName) {
      name = sources(dataName.parts, base)
        .map((source) => {
          if (typeof source === 'string') return source;
          reusable = false;
          return textOf(source);
        })
        .join('');
    }
    addAttributes(fields, element, base, dataName ? 'Name' : undefined);
    if (hasChildren(element, base)) children(element, base, addData);
    else if (element.content.length > 0 || element.attributes.length === 0 || dataName) {
      add(fields, name, sources(element.content, base));
    }
  }

  function addSystem(element: Element, base: number) {
    addAttributes(system, element, base);
    const item = sources(element.content, base);
    if (item.length > 0) add(system, element.name, item);
    children(element, base, addSystem);
  }

  function addTop(element: Element, base: number) {
    section = element.name;
    if (element.name === 'System') children(element, base, addSystem);
    else if (element.name === 'EventData' || element.name === 'UserData') {
      addAttributes(fields, element, base);
      children(element, base, addData);
    } else addData(element, base);
  }

  for (const root of template.roots) {
    if (root.name === 'Event') children(root, 0, addTop);
    else addTop(root, 0);
  }

  const byName = new Map<string, Field>(system);
  for (const [name, field] of fields) {
    // Event 104 has a Channel of its own beside System's: System keeps the name, the other says where it is from.
    byName.set(system.has(name) ? `${sections.get(name)}_${name}` : name, field);
  }
  const names = [...byName.keys()];
  for (const [name, aliases] of Object.entries(systemAliases)) {
    const field = system.get(name);
    for (const alias of aliases) if (field && !byName.has(alias)) byName.set(alias, field);
  }
  for (const name of names) {
    const bare = name.replaceAll(' ', '');
    if (!byName.has(bare)) byName.set(bare, byName.get(name)!);
  }

  const layout: Layout = {
    template,
    nested,
    byName,
    names,
    eventId: system.get('EventID'),
    channel: system.get('Channel'),
    computer: system.get('Computer'),
    provider: system.get('Provider_Name'),
    time: system.get('TimeCreated_SystemTime'),
  };
  return { layout, reusable };
}
