/** Risk: a type that is looser or stricter than the schema it was written from. */
import { expect, it } from 'vitest';
import { type Description, operationsText } from './operations-text.ts';

type Operation = NonNullable<NonNullable<Description['paths']>[string]>[string];

const textOf = (operation: Operation): string =>
  operationsText({ paths: { '/api/v1/things/{id}': { post: operation }, '/metrics': { get: {} } } })
    .replace(/\s+/g, ' ')
    .replace(/^.*?'POST/, "'POST");

const json = (schema: object) => ({ content: { 'application/json': { schema } } });

it('has what goes in, what may be left out, and what comes back', () => {
  expect(
    textOf({
      'x-action': 'thing.change',
      parameters: [
        { in: 'path', name: 'id', required: true, schema: { type: 'string' } },
        { in: 'query', name: 'limit', schema: { type: 'integer' }, description: 'at most' },
      ],
      requestBody: json({
        type: 'object',
        properties: { kinds: { type: 'array', items: { enum: ['a', "b's"] } }, why: { type: 'string' } },
        required: ['kinds'],
      }),
      responses: {
        201: json({
          type: 'object',
          properties: {
            at: { anyOf: [{ type: 'string' }, { enum: ['never'] }] },
            n: { type: ['integer', 'null'] },
          },
          required: ['at', 'n'],
        }),
      },
    }),
  ).toBe(
    "'POST /things/{id}': { path: { id: string; }; query?: { /** at most */ limit?: number | undefined; }; " +
      "body: { kinds: readonly ('a' | 'b\\'s')[]; why?: string | undefined; }; " +
      "answer: { at: string | 'never'; n: number | null; }; }; } ",
  );
});

it('says so where nothing comes back, or nothing is known of it, or bytes go in', () => {
  expect(textOf({ responses: { 204: {} } })).toContain('{ answer: undefined; }');
  expect(textOf({ responses: { 200: {} } })).toContain('{ answer: unknown; }');
  expect(
    textOf({ requestBody: { content: { 'application/octet-stream': { schema: { type: 'string' } } } } }),
  ).toContain('body: string | Uint8Array;');
});

it('knows records by their keys, tuples, and JSON that may be anything', () => {
  const answer = (schema: object) => textOf({ responses: { 200: json(schema) } });
  expect(
    answer({
      type: 'object',
      propertyNames: { enum: ['low', 'high'] },
      additionalProperties: { type: 'number' },
    }),
  ).toContain("answer: Record<'low' | 'high', number>;");
  expect(answer({ type: 'array', prefixItems: [{ type: 'string' }, {}] })).toContain(
    'answer: [string, Json];',
  );
});
