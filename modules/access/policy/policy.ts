/** Who may do what: Cedar policies from content, parsed once, asked in process. Deny by default. Reads files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type EntityUid,
  preparsePolicySet,
  preparseSchema,
  schemaToJson,
  statefulIsAuthorized,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import { fault } from '@cordon/platform/fault';
import { parse } from 'yaml';
import { z } from 'zod';

export const Role = z.object({ id: z.string(), name: z.string(), does: z.string() });
export type Role = z.infer<typeof Role>;

/** As whom one asks, in one organisation. */
export interface Standing {
  kind: 'person' | 'program';
  /** Roles that a person holds there; scopes of a program's token. */
  holds: readonly string[];
  /** The person showed again, minutes ago, that it is them. */
  steppedUp: boolean;
}

/** `step-up`: it would be allowed to the same person once they show again that it is them. */
export type Decision = 'allow' | 'step-up' | 'deny';

export interface Policy {
  /** Everything a route may state. */
  actions: ReadonlySet<string>;
  /** Those that are given to people. */
  roles: readonly Role[];
  decide(standing: Standing, action: string): Decision;
}

/** The engine keeps what it parsed under these names. */
const name = 'cordon';
const namespace = 'Cordon';
/** The decision depends on the standing alone, never on which organisation or person: any id will do. */
const anyone = 'asked-about';

const uid = (type: string, id: string): EntityUid => ({ type: `${namespace}::${type}`, id });

/** What the engine holds now: checking and parsing the same again would take it half a second. */
let held: { schema: string; policies: string; actions: ReadonlySet<string> } | null = null;

/** @param folder holds cordon.cedarschema, cordon.cedar and roles.yaml @throws POLICY, and then nothing may start */
export function openPolicy(folder: string): Policy {
  const schema = readFileSync(join(folder, 'cordon.cedarschema'), 'utf8');
  const policies = readFileSync(join(folder, 'cordon.cedar'), 'utf8');
  const roles = z.array(Role).parse(parse(readFileSync(join(folder, 'roles.yaml'), 'utf8')));
  if (held?.schema !== schema || held.policies !== policies)
    held = { schema, policies, actions: takeUp(folder, schema, policies) };
  const { actions } = held;
  const decided = new Map<string, Decision>();

  function ask({ kind, holds, steppedUp }: Standing, action: string): boolean {
    const [type, group] = kind === 'person' ? (['Person', 'Role'] as const) : (['Program', 'Scope'] as const);
    const answer = statefulIsAuthorized({
      principal: uid(type, anyone),
      action: uid('Action', action),
      resource: uid('Organisation', anyone),
      context: { stepped_up: steppedUp },
      preparsedSchemaName: name,
      validateRequest: false,
      preparsedPolicySetId: name,
      entities: [
        { uid: uid(type, anyone), attrs: {}, parents: holds.map((held) => uid(group, held)) },
        ...holds.map((held) => ({ uid: uid(group, held), attrs: {}, parents: [] })),
      ],
    });
    if (answer.type === 'failure')
      throw fault(
        'POLICY',
        `The policy could not decide on ${action}: ${answer.errors[0]?.message ?? 'no reason given'}.`,
        'Nothing was allowed. Report this.',
      );
    return answer.response.decision === 'allow';
  }

  return {
    actions,
    roles,
    decide(standing, action) {
      if (!actions.has(action)) return 'deny';
      // Held twice, here and above, is held once.
      const holds = [...new Set(standing.holds)].sort();
      const { kind, steppedUp } = standing;
      const key = JSON.stringify([kind, holds, steppedUp, action]);
      let decision = decided.get(key);
      if (decision === undefined) {
        decision = ask({ kind, holds, steppedUp }, action)
          ? 'allow'
          : !steppedUp && ask({ kind, holds, steppedUp: true }, action)
            ? 'step-up'
            : 'deny';
        decided.set(key, decision);
      }
      return decision;
    },
  };
}

interface Declared {
  actions?: Record<string, { appliesTo?: { principalTypes?: string[] } }>;
}

/** Every action that applies to something; groups do not. */
function actionsOf(schema: string): Set<string> {
  const read = schemaToJson(schema);
  if (read.type === 'failure') throw wrong('cordon.cedarschema', read.errors[0]?.message);
  const { actions = {} } = (read.json as Record<string, Declared | undefined>)[namespace] ?? {};
  return new Set(
    Object.keys(actions).filter((action) => (actions[action]?.appliesTo?.principalTypes ?? []).length > 0),
  );
}

/** Nothing is held of what is wrong. */
function takeUp(folder: string, schema: string, policies: string): ReadonlySet<string> {
  held = null;
  const actions = actionsOf(schema);
  const valid = validate({ schema, policies: { staticPolicies: policies } });
  if (valid.type === 'failure') throw wrong(join(folder, 'cordon.cedar'), valid.errors[0]?.message);
  const [mistake] = valid.validationErrors;
  if (mistake) throw wrong(join(folder, 'cordon.cedar'), `${mistake.policyId}: ${mistake.error.message}`);
  const parsed = [preparseSchema(name, schema), preparsePolicySet(name, { staticPolicies: policies })];
  for (const one of parsed) if (one.type === 'failure') throw wrong(folder, one.errors[0]?.message);
  return actions;
}

const wrong = (where: string, why = 'no reason given') =>
  fault('POLICY', `${where}: ${why}. Nothing was started.`, 'Restore the file as it was released.');
