/** The API in words for machines: OpenAPI 3.1, made of the schemas that the routes themselves check with. */
import swagger from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { App } from './app.ts';

/** Before any route is added: what was there already is not in it. */
export async function describeApi(
  app: App,
  { title, version, description }: { title: string; version: string; description: string },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version, description },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'A token made on the page Access.' },
        },
      },
      security: [{ token: [] }],
    },
    transform: (given) => {
      const { schema, url } = jsonSchemaTransform(given);
      const plain = withoutReferences(schema);
      const { action } = given.route.config ?? {};
      // What is taken as bytes has no schema of its own.
      const bytes = schema?.consumes ? { body: { type: 'string', format: 'binary' } } : {};
      // Pages and files of the console are not of the API.
      const hidden = !url.startsWith('/api/') && action === undefined;
      return {
        url,
        schema: { ...plain, ...bytes, hide: hidden, ...(action ? { 'x-action': action } : {}) },
      };
    },
  });
}

/**
 * The only schema that names itself is that of any JSON, and what it names is not carried along: readers would look for it in vain.
 * `{}` says the same.
 */
function withoutReferences<Schema>(schema: Schema): Schema {
  if (schema === undefined) return schema;
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$defs' ? undefined : typeof value?.$ref === 'string' ? {} : value,
  );
}
