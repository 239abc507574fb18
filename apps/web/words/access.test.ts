import { readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { expect, it } from 'vitest';
import { actionWord, waysWord } from './access.ts';

it('has plain words for everything that the policy allows or refuses', () => {
  const schema = readFileSync(projectPath('content/policy/cordon.cedarschema'), 'utf8');
  const actions = [
    ...schema.matchAll(/^ *action ([^;]*?) (?:in|appliesTo)[^;]*appliesTo|^ *action ([^;{]*?) appliesTo/gm),
  ]
    .flatMap(([, one, other]) => [...(one ?? other ?? '').matchAll(/"([\w.-]+)"/g)])
    .map(([, action]) => action!);
  expect(actions.length).toBeGreaterThan(25);
  expect(actions.filter((action) => actionWord(action) === action)).toEqual([]);
});

it('says in as many words that somebody has no way to sign in', () => {
  expect(waysWord({ passkeys: 0, code: false, organisation_account: false })).toBe('None yet');
  expect(waysWord({ passkeys: 2, code: true, organisation_account: false })).toBe('2 passkeys, code and app');
});
