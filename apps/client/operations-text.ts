/** The API as TypeScript types, written from its OpenAPI description. Pure. */

/** JSON Schema, as far as zod writes it. */
interface Schema {
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  items?: Schema;
  prefixItems?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  description?: string;
}

type Content = Readonly<Record<string, { schema?: Schema }>>;

interface Described {
  parameters?: readonly {
    in: string;
    name: string;
    required?: boolean;
    schema: Schema;
    description?: string;
  }[];
  requestBody?: { content: Content };
  responses?: Readonly<Record<string, { content?: Content }>>;
  'x-action'?: string;
}

export interface Description {
  paths?: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

const prefix = '/api/v1';

export function operationsText({ paths = {} }: Description): string {
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith(prefix))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({
        name: `${method.toUpperCase()} ${path.slice(prefix.length)}`,
        described,
      })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    '/** Written by `npm run client` from the schemas that the routes check with. Change those, not this. */',
    'type Json = string | number | boolean | null | Json[] | { [key: string]: Json };',
    '',
    'export interface Operations {',
    ...operations.map(
      ({ name, described }) => `${noteOf(takes(described), 1)}  '${name}': ${operationOf(described)};`,
    ),
    '}',
    '',
  ].join('\n');
}

const takes = ({ 'x-action': action }: Described): string | undefined =>
  action === undefined ? undefined : `Takes ${action}.`;

function operationOf({ parameters = [], requestBody, responses = {} }: Described): string {
  const given = (where: string): Schema | null => {
    const found = parameters.filter((one) => one.in === where);
    return found.length === 0
      ? null
      : {
          type: 'object',
          properties: Object.fromEntries(
            found.map(({ name, schema, description }) => [name, { description, ...schema } as Schema]),
          ),
          required: found.filter(({ required }) => required).map(({ name }) => name),
        };
  };
  const path = given('path');
  const query = given('query');
  const needsQuery = (query?.required ?? []).length > 0;
  const lines = [
    path && `path: ${typeOf(path, 2, true)};`,
    query && `query${needsQuery ? '' : '?'}: ${typeOf(query, 2, true)};`,
    requestBody && `body: ${bodyOf(requestBody.content)};`,
    `answer: ${answerOf(responses)};`,
  ];
  return `{\n${lines
    .filter((line) => line)
    .map((line) => `    ${line}\n`)
    .join('')}  }`;
}

function bodyOf(content: Content): string {
  const schema = content['application/json']?.schema;
  return schema ? typeOf(schema, 2, true) : 'string | Uint8Array';
}

function answerOf(responses: NonNullable<Described['responses']>): string {
  if (responses[204]) return 'undefined';
  const [, good] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  const schema = good?.content?.['application/json']?.schema;
  return schema ? typeOf(schema, 2, false) : 'unknown';
}

/** @param given whether it is sent rather than answered: whatever is given stays as it was */
function typeOf(schema: Schema, depth: number, given: boolean): string {
  const inner = (one: Schema, deeper = 0): string => typeOf(one, depth + deeper, given);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  const anyOf = schema.anyOf ?? schema.oneOf;
  if (anyOf) return [...new Set(anyOf.map((one) => inner(one)))].join(' | ');
  if (schema.allOf) return schema.allOf.map((one) => inner(one)).join(' & ');
  if (typeof schema.type === 'object')
    return schema.type.map((type) => inner({ ...schema, type })).join(' | ');
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `${given ? 'readonly ' : ''}${listOf(schema, inner)}`;
    case 'object':
      return schema.properties ? objectOf(schema, depth, inner) : recordOf(schema, inner);
    default:
      return given ? 'unknown' : 'Json';
  }
}

function listOf({ items, prefixItems }: Schema, inner: (one: Schema) => string): string {
  if (prefixItems) return `[${prefixItems.map(inner).join(', ')}]`;
  const one = items ? inner(items) : 'unknown';
  const several = items && (items.enum ?? items.anyOf ?? items.oneOf ?? items.allOf);
  return several || typeof items?.type === 'object' ? `(${one})[]` : `${one}[]`;
}

function recordOf({ additionalProperties, propertyNames }: Schema, inner: (one: Schema) => string): string {
  const value = typeof additionalProperties === 'object' ? inner(additionalProperties) : 'unknown';
  return `Record<${propertyNames ? inner(propertyNames) : 'string'}, ${value}>`;
}

function objectOf(
  { properties = {}, required = [] }: Schema,
  depth: number,
  inner: (one: Schema, deeper: number) => string,
): string {
  const lines = Object.entries(properties).map(([name, schema]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`;
    const may = !required.includes(name);
    const type = inner(schema, 1);
    return `${noteOf(schema.description, depth + 1)}${'  '.repeat(depth + 1)}${key}${may ? '?' : ''}: ${type}${may ? ' | undefined' : ''};\n`;
  });
  return `{\n${lines.join('')}${'  '.repeat(depth)}}`;
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : String(value);

const noteOf = (text: string | undefined, depth: number): string =>
  text === undefined ? '' : `${'  '.repeat(depth)}/** ${text.replaceAll('*/', '* /')} */\n`;
