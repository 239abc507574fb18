/** HTTP doors of imports, and of one asset's whole story. */
import type { Actor } from '@cordon/access';
import { isFault } from '@cordon/platform/fault';
import { type App, httpFault, notFound, type Of } from '@cordon/platform/http';
import { z } from 'zod';
import type { ImportFile } from '../imports/read-file.ts';
import { readMapping } from '../imports/table/read-mapping.ts';
import type { EstateBook } from './book.ts';
import { AssetStory, ImportList, ImportReport } from './model.ts';

export interface EstateImportNeeds {
  book: EstateBook;
  /** The one who asks. */
  by: Actor;
  /** The estate is another now. */
  changed(): Promise<void>;
}

const Name = z.string().min(1).max(200);
const Query = z.object({
  name: Name.describe('of the file, as people know it'),
  source: Name.regex(/^[\w.@/ -]+$/, 'letters, digits and . _ @ / - only').optional(),
  as: z.string().max(40).optional().describe('its kind, where the content does not tell'),
  mapping: z.string().max(16_384).optional().describe('what the columns of a table mean, as YAML or JSON'),
  dry: z.literal('1').optional().describe('only show what it would change'),
});

/** Of the file, and so of the one who sent it. */
const refusals = [
  'NOT_KNOWN',
  'NO_SUCH_KIND',
  'OTHER_KIND',
  'MAPPING',
  'ARCHIVE_DAMAGED',
  'ARCHIVE_TOO_LARGE',
];

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

export function estateImportRoutes(app: App, of: Of<EstateImportNeeds>): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBytes }, (_request, body, done) =>
      done(null, body),
    );
    (scope as unknown as App).post(
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
        const body: unknown = request.body;
        if (!(body instanceof Uint8Array) || body.length === 0)
          throw httpFault(
            400,
            'EMPTY',
            'There was nothing in the request.',
            'Send the exported file as the body.',
          );
        const { book, by, changed } = of(request);
        const { name, source, as, mapping, dry } = request.query;
        const file: ImportFile = { name, open: () => [body] };
        const report = await refusing(() =>
          book.import({
            ...{ file, by, dry: dry === '1' },
            ...(source !== undefined && { source }),
            ...(as !== undefined && { as }),
            ...(mapping !== undefined && { mapping: readMapping(mapping, 'the mapping') }),
          }),
        );
        if (dry !== '1') await changed();
        return report;
      },
    );
  });

  app.get(
    '/api/v1/estate/imports',
    { config: { action: 'estate.read' }, schema: { response: { 200: ImportList } } },
    async (request) => ({ items: await of(request).book.imports() }),
  );

  app.get(
    '/api/v1/estate/assets/:id',
    {
      config: { action: 'estate.read' },
      schema: { params: z.object({ id: z.string().max(253) }), response: { 200: AssetStory } },
    },
    async (request) => {
      const story = of(request).book.asset(request.params.id);
      if (!story) throw notFound('asset');
      return story;
    },
  );
}
