/** Guards: an action that nobody or everybody may do by mistake, a policy that does not parse, and roles that mean nothing. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { scopes } from '../tokens/model.ts';
import { openPolicy } from './policy.ts';

const folder = projectPath('content/policy');
const scratch = mkdtempSync(join(tmpdir(), 'cordon-policy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const policy = openPolicy(folder);
const actions = [...policy.actions];
const roles = policy.roles.map(({ id }) => id);
const person = (holds: readonly string[], steppedUp = true) => ({
  kind: 'person' as const,
  holds,
  steppedUp,
});
const program = (holds: readonly string[]) => ({ kind: 'program' as const, holds, steppedUp: false });

describe('the policy', () => {
  it('allows nothing to who holds nothing, but their own sign-in', () => {
    const may = actions.filter((action) => policy.decide(person([]), action) === 'allow');
    expect(may.sort()).toEqual(['self.change', 'self.read']);
    expect(actions.filter((action) => policy.decide(program([]), action) !== 'deny')).toEqual([]);
  });

  it('gives each role and each scope something, and keeps no action from everybody but who holds the folder', () => {
    for (const role of roles)
      expect(actions.some((action) => policy.decide(person([role]), action) === 'allow')).toBe(true);
    for (const scope of scopes)
      expect(actions.some((action) => policy.decide(program([scope]), action) === 'allow')).toBe(true);
    const byNobody = actions.filter(
      (action) =>
        policy.decide(person(roles), action) === 'deny' && policy.decide(program(scopes), action) === 'deny',
    );
    // A backup is everything there is.
    expect(byNobody).toEqual(['backup.make']);
    // Nobody answers for patients by holding a folder.
    expect(actions.filter((action) => policy.decide(person(['holder']), action) !== 'allow')).toEqual([
      'plan.approve',
    ]);
  });

  it('shows no log line to those who see overviews, and gives keys and people to nobody who looks for attacks', () => {
    for (const role of ['board-reader', 'regional-reader', 'clinician-on-call', 'administrator'])
      for (const action of ['event.read', 'finding.read', 'rule.read'])
        expect(policy.decide(person([role]), action)).toBe('deny');
    for (const role of ['analyst', 'incident-lead', 'it-operator', 'glass-breaker'])
      for (const action of ['person.manage', 'key.manage', 'ledger.export', 'break-glass.issue'])
        expect(policy.decide(person([role]), action)).toBe('deny');
    // Whoever broke the glass makes no way in that outlasts it.
    expect(policy.decide(person(['glass-breaker']), 'self.change')).toBe('deny');
  });

  it('asks for no more than one thing: more roles never allow less, and stepping up never does', () => {
    const some = fc.subarray(roles);
    fc.assert(
      fc.property(some, some, fc.constantFrom(...actions), (held, more, action) => {
        const rank = { deny: 0, 'step-up': 1, allow: 2 };
        const before = policy.decide(person(held, false), action);
        expect(rank[policy.decide(person([...held, ...more], false), action)]).toBeGreaterThanOrEqual(
          rank[before],
        );
        const after = policy.decide(person(held, true), action);
        expect(after).toBe(before === 'deny' ? 'deny' : 'allow');
      }),
      { numRuns: 300 },
    );
  });

  it('denies what it does not know', () => {
    for (const name of ['', 'finding.raed', 'dangerous', 'constructor', '"'])
      expect(policy.decide(person(['holder']), name)).toBe('deny');
    expect(policy.decide(person(['no-such-role', '"}]'], true), 'finding.read')).toBe('deny');
  });

  it.each([
    ['cordon.cedar', (text: string) => `${text}\npermit (principal, action`],
    ['cordon.cedar', (text: string) => text.replace('"finding.judge"', '"finding.jugde"')],
    ['cordon.cedarschema', (text: string) => text.replace('entity Role;', '')],
  ])('stops the start when %s is wrong, and says where', (file, change) => {
    const copy = mkdtempSync(join(scratch, 'p-'));
    cpSync(folder, copy, { recursive: true });
    writeFileSync(join(copy, file), change(readFileSync(join(folder, file), 'utf8')));
    expect(() => openPolicy(copy)).toThrow(expect.objectContaining({ code: 'POLICY' }));
  });
});
