/** HTTP doors of the ledger. It is read here; only acts write it. */
import { Readable } from 'node:stream';
import type { App, Of } from '@cordon/platform/http';
import { z } from 'zod';
import type { Ledger } from './ledger.ts';
import { Forwards, LedgerPage, Verdict } from './model.ts';

const Query = z.object({
  act: z.string().max(100).optional(),
  object: z.string().max(500).optional(),
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export function ledgerRoutes(app: App, of: Of<Ledger>): void {
  app.get(
    '/api/v1/ledger',
    { config: { action: 'ledger.read' }, schema: { querystring: Query, response: { 200: LedgerPage } } },
    (request) => of(request).page(request.query),
  );

  app.get(
    '/api/v1/ledger/verify',
    { config: { action: 'ledger.read' }, schema: { response: { 200: Verdict } } },
    (request) => of(request).verify(),
  );

  app.get('/api/v1/ledger/export', { config: { action: 'ledger.export' } }, async (request, reply) => {
    const ledger = of(request);
    reply.header('content-type', 'application/x-ndjson');
    async function* lines() {
      for await (const line of ledger.export()) yield `${line}\n`;
    }
    return reply.send(Readable.from(lines()));
  });
}

/** How it stands with where the ledger is sent on to. */
export function forwardRoute(app: App, of: Of<Promise<Forwards['items']>>): void {
  app.get(
    '/api/v1/ledger/forwards',
    { config: { action: 'ledger.read' }, schema: { response: { 200: Forwards } } },
    async (request) => ({ items: await of(request) }),
  );
}
