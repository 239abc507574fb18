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
  'token.revoke': 'Token revoked',
};

export const actWord = (act: string): string => words[act] ?? act;

export function detailWord(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join(', ')
    : JSON.stringify(value);
}
