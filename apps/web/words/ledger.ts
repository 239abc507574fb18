/** What was done, in words. An act that has none here is shown as it is written. */
const words: Record<string, string> = {
  'server.start': 'Cordon was started',
  'server.stop': 'Cordon was stopped',
  'rules.reload': 'Rules were changed outside Cordon',
  'rule.mode': 'Mode of a rule changed',
  'pack.mode': 'Mode of a pack changed',
  'filter.add': 'Filter added',
  'filter.remove': 'Filter removed',
  'finding.judge': 'Finding judged',
  'token.issue': 'Token made',
  'patient-data.view': 'Records about patients seen',
  'patient-data.open': 'Who patients are was looked at',
  'webhook.add': 'Webhook added',
  'webhook.remove': 'Webhook removed',
  'webhook.pause': 'Webhook paused',
  'webhook.resume': 'Webhook resumed',
  'webhook.test': 'Webhook tried',
  'webhook.again': 'Message of a webhook sent again',
  'token.revoke': 'Token revoked',
  'person.add': 'Person added',
  'person.roles': 'Roles changed',
  'person.invite': 'Link made, to set up how somebody signs in',
  'person.enable': 'Person let in again',
  'person.bind': 'Bound to an account of their organisation',
  'person.disable': 'Person shut out',
  'passkey.add': 'Passkey added',
  'passkey.rename': 'Passkey renamed',
  'passkey.remove': 'Passkey removed',
  'code.add': 'Code and authenticator app set up',
  'code.remove': 'Code and authenticator app removed',
  'session.start': 'Signed in',
  'session.refuse': 'Tried to sign in and was refused',
  'session.step-up': 'Showed again that it was them',
  'session.end': 'Signed out',
  'session.end-all': 'Signed out everywhere',
  'break-glass.issue': 'Break-glass codes made',
  'break-glass.use': 'Glass broken',
  'break-glass.review': 'Use of break-glass reviewed',
  'plan.propose': 'Containment plan made',
  'plan.approve': 'Containment plan approved',
  'plan.withdraw': 'Approval of a containment plan withdrawn',
  'plan.action-done': 'Action of a plan done',
  'plan.action-undone': 'Action of a plan undone',
  'estate.import': 'Imported into the estate',
  'hold.add': 'Put on legal hold',
  'hold.release': 'Legal hold released',
  'events.delete': 'Old events deleted',
  'findings.delete': 'Old findings deleted',
  'key.rotate': 'Keys rotated',
  'key.destroy': 'Key destroyed',
  'backup.make': 'Backup made',
  'backup.restore': 'Backup restored',
  'server.upgrade': 'Cordon was upgraded',
};

export const actWord = (act: string): string => words[act] ?? act;

export function detailWord(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
}
