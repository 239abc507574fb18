/** The one door through which it is seen who a patient is: sealed texts of a page, opened and put on the ledger. */
import { type Act, type Actor, callerOf } from '@cordon/access';
import type { App, Of } from '@cordon/platform/http';
import type { Fields } from '@cordon/platform/keys';
import { z } from 'zod';

interface PatientRoutesNeeds {
  fields: Pick<Fields, 'open'>;
  /** Resolves when it is kept. */
  record(act: Act): Promise<void>;
}

/** As many as a page shows. */
const most = 500;

/** POST /api/v1/patients/open */
const OpenRequest = z.object({
  where: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .describe("where they were shown: a finding's id, `hunt`"),
  sealed: z.array(z.string().max(4_000)).min(1).max(most),
});

const OpenAnswer = z.object({
  patients: z.array(
    z.object({
      sealed: z.string(),
      opened: z.string().nullable().describe('null: its key was destroyed, or it is no sealed text'),
    }),
  ),
});
type OpenAnswer = z.infer<typeof OpenAnswer>;

export function patientRoutes(app: App, of: Of<PatientRoutesNeeds>): void {
  app.post(
    '/api/v1/patients/open',
    { config: { action: 'patient.read' }, schema: { body: OpenRequest, response: { 200: OpenAnswer } } },
    async (request): Promise<OpenAnswer> => {
      const { fields, record } = of(request);
      const { where, sealed } = request.body;
      const wanted = [...new Set(sealed)];
      // Before they are shown: what could not be put on record is not seen. A sealed text tells nobody who it is without its key.
      await record(seenAct(callerOf(request).actor, where, wanted));
      return { patients: wanted.map((one) => ({ sealed: one, opened: fields.open(one) })) };
    },
  );
}

/** On one entry; the count tells of the others. */
const mostNoted = 20;

const seenAct = (who: Actor, where: string, sealed: readonly string[]): Act => ({
  act: 'patient-data.open',
  who,
  object: where,
  details: { patients: sealed.length, sealed: sealed.slice(0, mostNoted).map((one) => one.slice(0, 200)) },
});
