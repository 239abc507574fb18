/** The HTTP door of roles: what each may do is no secret, and whoever lacks one should learn which to ask for. */
import type { App } from '@cordon/platform/http';
import { z } from 'zod';
import { type Policy, Role } from './policy.ts';

/** GET /api/v1/roles */
export const RoleList = z.object({
  items: z.array(Role.extend({ actions: z.array(z.string()) })),
  step_up: z.array(z.string()).describe('actions for which people show again that it is them'),
});
export type RoleList = z.infer<typeof RoleList>;

export function roleRoutes(app: App, policy: Policy): void {
  let list: RoleList | undefined;
  app.get(
    '/api/v1/roles',
    { config: { action: 'self.read' }, schema: { response: { 200: RoleList } } },
    // Hundreds of questions to the policy, so they are asked when somebody first wants to know, not at every start.
    async () => {
      list ??= listRoles(policy);
      return list;
    },
  );
}

function listRoles({ actions, roles, decide }: Policy): RoleList {
  const decideFor = (role: string, action: string) =>
    decide({ kind: 'person', holds: [role], steppedUp: false }, action);
  return {
    items: roles.map((role) => ({
      ...role,
      actions: [...actions].filter((action) => decideFor(role.id, action) !== 'deny'),
    })),
    step_up: [...actions].filter((action) => roles.some(({ id }) => decideFor(id, action) === 'step-up')),
  };
}
