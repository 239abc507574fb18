/** HTTP doors of segmentation. All of it is worked out when it is asked for, from what is known then. */
import { FirewallKind } from '@cordon/containment';
import type { FlowsSeen } from '@cordon/detection';
import type { Entry, Estate } from '@cordon/estate';
import { type App, httpFault, type Of } from '@cordon/platform/http';
import { z } from 'zod';
import { Exported, Mode, SegmentationView, Simulation } from './model.ts';
import { usually } from './recommend.ts';
import { onThread, type Thread } from './thread.ts';

export interface SegmentationNeeds {
  /** null until somebody describes the hospital: without zones there is nothing to keep apart. */
  estate: Estate | null;
  entries: readonly Entry[];
  /** Who talked to whom in the last thirty days. */
  flowsSeen(): Promise<FlowsSeen>;
  now(): Date;
}

const Days = z.coerce.number().int().min(1).max(30);
const Asked = z.object({ settle: Days.default(usually.settleDays), often: Days.default(usually.oftenDays) });
const Lines = Asked.extend({
  kind: FirewallKind,
  mode: Mode,
  first: z
    .string()
    .regex(/^\d{1,10}$/)
    .optional(),
});

export function segmentationRoutes(app: App, of: Of<SegmentationNeeds>): void {
  async function open(
    { estate, entries, flowsSeen, now }: SegmentationNeeds,
    { settle, often }: z.infer<typeof Asked>,
  ): Promise<Thread> {
    if (estate === null) throw noEstate();
    const today = now().toISOString().slice(0, 10);
    const ground = { estate, entries, seen: await flowsSeen(), today };
    return onThread(ground, { settleDays: settle, oftenDays: often });
  }

  app.get(
    '/api/v1/segmentation',
    {
      config: { action: 'estate.read' },
      schema: { querystring: Asked, response: { 200: SegmentationView } },
    },
    async (request) => (await open(of(request), request.query)).view(),
  );

  app.get(
    '/api/v1/segmentation/simulation',
    { config: { action: 'estate.read' }, schema: { querystring: Asked, response: { 200: Simulation } } },
    async (request) => (await open(of(request), request.query)).simulate(),
  );

  app.get(
    '/api/v1/segmentation/lines',
    {
      config: { action: 'plan.carry-out' },
      schema: { querystring: Lines, response: { 200: Exported } },
    },
    async (request) => {
      const { kind, mode, first, ...asked } = request.query;
      return (await open(of(request), asked)).export({ kind, mode, ...(first !== undefined && { first }) });
    },
  );
}

const noEstate = () =>
  httpFault(
    404,
    'NO_ESTATE',
    'Nobody has described this hospital, so no zone of it is known.',
    'Describe it as docs/estate.md says, and start Cordon again.',
  );
