/** Signing in, people and roles, in words. */
import type { Me, Person } from '@cordon/server/api';

type Method = Me['sessions'][number]['method'];

export const methodWord: Record<Method, string> = {
  passkey: 'a passkey',
  'code and TOTP': 'a code and an authenticator app',
  'code and recovery code': 'a code and a recovery code',
  'organisation account': 'an account of the organisation',
  'break-glass': 'breaking the glass',
  'demonstration link': 'the link to the sample hospital',
};

export const personStateWord: Record<Person['state'], string> = {
  invited: 'Invited',
  active: 'Can sign in',
  disabled: 'Shut out',
};

/** "2 passkeys, code and app"; somebody without any cannot sign in, which is said in as many words. */
export function waysWord({ passkeys, code, organisation_account }: Person['ways']): string {
  const ways = [
    passkeys === 0 ? null : passkeys === 1 ? '1 passkey' : `${passkeys} passkeys`,
    code ? 'code and app' : null,
    organisation_account ? 'organisation account' : null,
  ].filter((way) => way !== null);
  return ways.length === 0 ? 'None yet' : ways.join(', ');
}

const actions: Record<string, string> = {
  'situation.read': 'See the situation',
  'incident.read': 'See incidents',
  'finding.read': 'Read findings and the log records they rest on',
  'event.read': 'Search all log records',
  'rule.read': 'Read rules, filters and coverage',
  'model.read': 'See what models have learnt',
  'source.read': 'See log sources',
  'estate.read': 'See the estate',
  'estate.import': 'Import into the estate',
  'patient.read': 'See who the patients in a record are',
  'finding.judge': 'Judge findings',
  'rule.tune': 'Hide findings with a harmless cause',
  'rule.change': 'Change how far rules are trusted',
  'logs.write': 'Hand in logs',
  'metrics.read': 'Read how Cordon itself is doing',
  'ledger.read': 'Read who did what',
  'ledger.export': 'Take a copy of the ledger',
  'retention.read': 'See how long things are kept',
  'retention.run': 'Delete what is past its time',
  'hold.read': 'See legal holds',
  'plan.read': 'See containment plans',
  'plan.propose': 'Make a containment plan',
  'plan.approve': 'Approve a containment plan, or withdraw that',
  'plan.order': 'Have connectors carry out an approved plan, or take it back',
  'plan.carry-out': 'Say that an action of an approved plan was done or undone',
  'recovery.read': 'See what is being brought back',
  'recovery.run': 'Say what fell, and how bringing it back goes',
  'recovery.verify': 'Say that what is back works as it should',
  'hold.add': 'Put something on legal hold',
  'hold.release': 'Release a legal hold',
  'person.read': 'See who works with Cordon',
  'person.manage': 'Add people and give them roles',
  'token.read': 'See tokens of programs',
  'token.manage': 'Make and revoke tokens',
  'key.read': 'See which keys there are',
  'key.manage': 'Rotate and destroy keys',
  'webhook.read': 'See which programs are told of incidents',
  'webhook.manage': 'Choose which programs are told of incidents',
  'break-glass.read': 'See uses of break-glass',
  'break-glass.issue': 'Make break-glass codes',
  'break-glass.review': 'Review uses of break-glass',
  'backup.make': 'Make a backup',
  'self.read': 'See one’s own sign-in',
  'self.change': 'Change one’s own sign-in',
};

/** An action that has no words here is shown as the policy writes it. */
export const actionWord = (action: string): string => actions[action] ?? action;

/** The order in which a table tells them. */
export const actionOrder: readonly string[] = Object.keys(actions);

export const scopeWord: Record<string, string> = {
  'logs.write': 'hand in logs',
  'metrics.read': 'read how Cordon is doing',
  'overview.read': 'read the situation and incidents',
  'findings.read': 'read findings',
  'plans.carry-out': 'carry out what clinicians approved',
};
