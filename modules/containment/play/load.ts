/** Attacks and policies as content. Reads files. */
import { projectPath } from '@cordon/platform/root';
import { z } from 'zod';
import { readContent } from '../knowledge.ts';
import { Attack, Policy } from './model.ts';

/** @param folder where `attacks.yaml` and `policies.yaml` are; the default is what comes with Cordon */
export const loadPlays = (
  folder = projectPath('content', 'containment'),
): { readonly attacks: readonly Attack[]; readonly policies: readonly Policy[] } => ({
  attacks: readContent(z.array(Attack), 'attacks.yaml', folder),
  policies: readContent(z.array(Policy), 'policies.yaml', folder),
});
