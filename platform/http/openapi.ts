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
      const { action } = given.route.config ?? {};
      // Pages and files of the console are not of the API.
      const hidden = !url.startsWith('/api/') && action === undefined;
      return { url, schema: { ...schema, hide: hidden, ...(action ? { 'x-action': action } : {}) } };
    },
  });
}
