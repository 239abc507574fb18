/** `cordon.yaml` with every option beside its default, written from the schema that reads it. Pure. */
import { z } from 'zod';

/** As much of JSON Schema as zod writes. */
const Node = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), Node).optional();
  },
  get items() {
    return Node.optional();
  },
  get oneOf() {
    return z.array(Node).optional();
  },
  get anyOf() {
    return z.array(Node).optional();
  },
});
type Node = z.infer<typeof Node>;

interface Line {
  indent: number;
  text: string;
  about: string;
  /** Written as a comment: it is not set. */
  off: boolean;
}

const aboutAt = 44;

/** Read back, it sets nothing but what is set without it. */
export function settingsText(schema: z.ZodType): string {
  const root = Node.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const lines = fieldsOf(root, { indent: 0, off: false });
  return lines
    .map(({ indent, text, about, off }) => {
      const start = `${off ? '# ' : ''}${' '.repeat(indent)}${text}`;
      return about === '' ? start : `${start.padEnd(aboutAt)} # ${about}`;
    })
    .join('\n');
}

interface Place {
  indent: number;
  off: boolean;
}

const fieldsOf = (node: Node, place: Place): Line[] =>
  Object.entries(node.properties ?? {}).flatMap(([name, field]) =>
    fieldLines(name, field, (node.required ?? []).includes(name), place),
  );

function fieldLines(name: string, given: Node, required: boolean, { indent, off }: Place): Line[] {
  const field = withChoices(given);
  const alternatives = field.oneOf ?? field.anyOf;
  const about = [field.description, rangeOf(field), required && field.default === undefined ? 'required' : '']
    .filter(Boolean)
    .join('; ');
  if (alternatives) {
    const set =
      field.default === undefined ? [] : [{ indent, text: `${name}: ${flow(field.default)}`, about, off }];
    return [
      ...set,
      ...alternatives.flatMap((one, at): Line[] => [
        { indent, text: `${name}:`, about: set.length > 0 || at > 0 ? 'or' : about, off: true },
        ...(one.properties
          ? fieldsOf(one, { indent: indent + 2, off: true })
          : [{ indent: indent + 2, text: exampleOf(one), about: rangeOf(one), off: true }]),
      ]),
    ];
  }
  if (field.properties) {
    const absent = off || field.default === undefined;
    return [
      { indent, text: `${name}:`, about, off: absent },
      ...fieldsOf(field, { indent: indent + 2, off: absent }),
    ];
  }
  const kinds = field.items?.properties ? [field.items] : (field.items?.oneOf ?? []);
  if (kinds.some(({ properties }) => properties)) {
    return [
      ...(field.default === undefined
        ? []
        : [{ indent, text: `${name}: ${flow(field.default)}`, about, off }]),
      { indent, text: `${name}:`, about: 'as many as you like', off: true },
      ...kinds.flatMap((kind) => {
        const [first, ...others] = fieldsOf(kind, { indent: indent + 4, off: true });
        return first ? [{ ...first, indent: indent + 2, text: `- ${first.text}` }, ...others] : [];
      }),
    ];
  }
  if (field.default !== undefined) return [{ indent, text: `${name}: ${flow(field.default)}`, about, off }];
  return [{ indent, text: `${name}: ${exampleOf(field)}`, about, off: true }];
}

/** Alternatives that are one value each are choices. */
function withChoices(node: Node): Node {
  const { oneOf, anyOf, ...rest } = node;
  const values = (oneOf ?? anyOf ?? []).map((one) => one.const);
  return values.length > 0 && values.every((value) => value !== undefined) ? { ...rest, enum: values } : node;
}

function rangeOf({ enum: choices, minimum, maximum }: Node): string {
  if (choices) return choices.map(String).join(', ');
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : `at most ${maximum}`;
  const least = minimum === undefined || minimum <= -Number.MAX_SAFE_INTEGER ? '' : `at least ${minimum}`;
  return [least, most].filter(Boolean).join(', ');
}

function exampleOf({ type, const: fixed, enum: choices }: Node): string {
  if (fixed !== undefined) return flow(fixed);
  if (choices) return flow(choices[0]);
  return type === 'string' || type === undefined ? '…' : type === 'array' ? '[…]' : '0';
}

/** YAML reads JSON. */
const flow = (value: unknown): string =>
  typeof value === 'string' && /^[a-z][\w-]*$/i.test(value) ? value : JSON.stringify(value);
