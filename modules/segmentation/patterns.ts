/** Patterns of good segmentation as content. Reads files. */
import { readFileSync } from 'node:fs';
import { Zone } from '@cordon/estate';
import { fault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { parseDocument } from 'yaml';
import { z } from 'zod';

const Words = z.array(z.string().min(2)).min(1);
const Kinds = z.array(Zone.shape.kind).min(1);
const said = { id: z.string(), title: z.string(), source: z.string() };

export const Pattern = z.discriminatedUnion('check', [
  z.strictObject({ ...said, check: z.literal('spread'), systems: Words }),
  z.strictObject({ ...said, check: z.literal('apart'), systems: Words, from: Words }),
  z.strictObject({ ...said, check: z.literal('limited'), systems: Words }),
  z.strictObject({ ...said, check: z.literal('one-subnet'), zones: Kinds }),
  z.strictObject({ ...said, check: z.literal('limited-from'), from: Kinds, to: Kinds }),
  z.strictObject({ ...said, check: z.literal('no-movement'), from: Kinds, to: Kinds }),
  z.strictObject({ ...said, check: z.literal('no-movement-within'), zones: Kinds }),
]);
export type Pattern = z.infer<typeof Pattern>;

/**
 * @param path where they are; the default is what comes with Cordon
 * @throws SEGMENTATION_CONTENT naming every field that is wrong
 */
export function loadPatterns(path = projectPath('content', 'segmentation', 'patterns.yaml')): Pattern[] {
  const document = parseDocument(readFileSync(path, 'utf8'), { uniqueKeys: true });
  const parsed = z.array(Pattern).safeParse(document.errors.length > 0 ? undefined : document.toJS());
  if (parsed.success) return parsed.data;
  const problems =
    document.errors.length > 0
      ? document.errors.map(({ message }) => message.split('\n')[0]!)
      : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw fault('SEGMENTATION_CONTENT', `${path} cannot be used: ${problems.join('; ')}.`, 'Correct the file.');
}
