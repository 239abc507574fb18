/** HTTP doors of imports. */
import type { Actor } from '@cordon/access';
import { isFault } from '@cordon/platform/fault';
import { type App, httpFault, notFound, type Of } from '@cordon/platform/http';
import { z } from 'zod';
import { readMapping } from '../imports/table/read-mapping.ts';
import type { EstateBook } from './book.ts';
import { ImportDetail, ImportList, ImportReport, TableList } from './model.ts';
import { refusals } from './refusals.ts';

export interface EstateImportNeeds {
  book: EstateBook;
  /** The one who asks. */
  by: Actor;
  /** The estate is another now. */
  changed(): Promise<void>;
}

const Name = z.string().min(1).max(200);
const Mapping = z.string().max(16_384).describe('what the columns of a table mean, as YAML or JSON');
const Query = z.object({
  name: Name.describe('of the file, as people know it'),
  source: Name.regex(/^[\w.@/ -]+$/, 'letters, digits and . _ @ / - only').optional(),
  as: z.string().max(40).optional().describe('its kind, where the content does not tell'),
  mapping: Mapping.optional(),
  dry: z.literal('1').optional().describe('only show what it would change'),
});

async function refusing<T>(does: () => Promise<T>): Promise<T> {
  try {
    return await does();
  } catch (error) {
    if (isFault(error) && refusals.includes(error.code))
      throw httpFault(422, error.code, error.message, error.next);
    throw error;
  }
}

/** A hospital's largest exports come compressed. */
const mostBytes = 256 << 20;

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array && body.length > 0) return body;
  throw httpFault(400, 'EMPTY', 'There was nothing in the request.', 'Send the exported file as the body.');
}

const mappingOf = (text: string | undefined) =>
  text === undefined ? {} : { mapping: readMapping(text, 'the mapping') };

export function estateImportRoutes(app: App, of: Of<EstateImportNeeds>): void {
  app.register(async (plain) => {
    plain.removeAllContentTypeParsers();
    plain.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBytes }, (_request, body, done) =>
      done(null, body),
    );
    const scope = plain as unknown as App;
    scope.post(
      '/api/v1/estate/imports',
      {
        bodyLimit: mostBytes,
        config: { action: 'estate.import' },
        schema: {
          consumes: ['application/octet-stream'],
          querystring: Query,
          response: { 200: ImportReport },
        },
      },
      async (request) => {
        const { book, by, changed } = of(request);
        const { name, source, as, mapping, dry } = request.query;
        const file = { name, bytes: bytesOf(request.body) };
        const report = await refusing(async () =>
          book.import({
            ...{ file, by, dry: dry === '1' },
            ...(source !== undefined && { source }),
            ...(as !== undefined && { as }),
            ...mappingOf(mapping),
          }),
        );
        if (dry !== '1') await changed();
        return report;
      },
    );
    scope.post(
      '/api/v1/estate/imports/tables',
      {
        bodyLimit: mostBytes,
        config: { action: 'estate.import' },
        schema: {
          consumes: ['application/octet-stream'],
          querystring: Query.pick({ name: true, mapping: true }),
          response: { 200: TableList },
        },
      },
      async (request) => {
        const { name, mapping } = request.query;
        const file = { name, bytes: bytesOf(request.body) };
        const { book } = of(request);
        return refusing(async () => ({ items: await book.tables(file, mappingOf(mapping).mapping) }));
      },
    );
  });

  app.get(
    '/api/v1/estate/imports',
    { config: { action: 'estate.read' }, schema: { response: { 200: ImportList } } },
    async (request) => ({ items: await of(request).book.imports() }),
  );

  app.get(
    '/api/v1/estate/imports/:id',
    {
      config: { action: 'estate.read' },
      schema: { params: z.object({ id: z.string().max(64) }), response: { 200: ImportDetail } },
    },
    async (request) => {
      const found = await of(request).book.importOf(request.params.id);
      if (!found) throw notFound('import');
      return found;
    },
  );
}
