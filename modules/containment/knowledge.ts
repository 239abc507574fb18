/** What containment knows beyond the estate, kept as content: how intruders move, and what an outage costs patients. Reads files. */
import { readFileSync } from 'node:fs';
import { fault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { parseDocument } from 'yaml';
import { z } from 'zod';

const Minutes = z
  .strictObject({
    quick: z.number().nonnegative(),
    likely: z.number().nonnegative(),
    slow: z.number().nonnegative(),
  })
  .refine(
    ({ quick, likely, slow }) => quick <= likely && likely <= slow,
    'quick, likely, slow must not fall',
  );

const Port = z.string().regex(/^\d{1,5}$/);
const said = { name: z.string(), source: z.string(), confirmed: z.boolean(), minutes: Minutes };

/** ATT&CK id. */
const Technique = z.string().regex(/^T\d{4}(\.\d{3})?$/);

/** One way from a host to another over the network. */
export const NetworkTechnique = z.strictObject({
  id: z.string(),
  technique: Technique,
  ports: z.array(Port).min(1),
  needs: z.enum(['flaw', 'right']),
  ...said,
});

export const Techniques = z.strictObject({
  network: z.array(NetworkTechnique),
  take_credentials: z.strictObject({ technique: Technique, ...said }),
  read_directory: z.strictObject({ technique: Technique, ...said }),
  enter_from_outside: z.strictObject({ technique: Technique, ...said }),
  come_through_supplier: z.strictObject({ technique: Technique, ...said }),
  share_credentials: z.strictObject({ technique: Technique, ...said }),
  cross_trust: z.strictObject({ technique: Technique, ...said }),
});

const Weight = z.strictObject({ within: z.number().nonnegative(), beyond: z.number().nonnegative() });

/** Weights are patient-hours for one patient and one hour. */
export const HarmModel = z.strictObject({
  confirmed: z.boolean(),
  weights: z.strictObject({ stopped: Weight, degraded: Weight }),
  urgency: z.strictObject({
    1: z.number().positive(),
    2: z.number().positive(),
    3: z.number().positive(),
    4: z.number().positive(),
  }),
  patients_when_unknown: z.number().positive(),
  attack_hours: z.number().positive(),
  containment_hours: z.number().positive(),
  device: z.number().nonnegative(),
  person: z.number().nonnegative(),
  entry: z.number().nonnegative(),
  reset_hours: z.number().nonnegative(),
});

export type Minutes = z.infer<typeof Minutes>;
export type NetworkTechnique = z.infer<typeof NetworkTechnique>;
export type Techniques = z.infer<typeof Techniques>;
export type HarmModel = z.infer<typeof HarmModel>;

export interface Knowledge {
  readonly techniques: Techniques;
  readonly harm: HarmModel;
}

/** @throws CONTAINMENT_CONTENT naming the file and every field that is wrong */
export function readContent<T>(schema: z.ZodType<T>, name: string, folder: string): T {
  const path = `${folder}/${name}`;
  const document = parseDocument(readFileSync(path, 'utf8'), { uniqueKeys: true });
  const parsed = schema.safeParse(document.errors.length > 0 ? undefined : document.toJS());
  if (parsed.success) return parsed.data;
  const problems =
    document.errors.length > 0
      ? document.errors.map((error) => error.message.split('\n')[0]!)
      : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw fault('CONTAINMENT_CONTENT', `${path} cannot be used: ${problems.join('; ')}.`, 'Correct the file.');
}

/** @param folder where `techniques.yaml` and `harm.yaml` are; the default is what comes with Cordon */
export const loadKnowledge = (folder = projectPath('content', 'containment')): Knowledge => ({
  techniques: readContent(Techniques, 'techniques.yaml', folder),
  harm: readContent(HarmModel, 'harm.yaml', folder),
});
