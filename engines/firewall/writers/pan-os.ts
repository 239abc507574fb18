import { formatPrefix } from '../address.ts';
import type { Policy, Rule } from '../policy.ts';
import type { Service } from '../service.ts';
import { plainName, plainText, type Written, zoneNamed } from './plain.ts';

/**
 * For `load config partial` or the API of PAN-OS: security rules and their services as XML, for the top of the rule base, and the
 * commands that take them out again. Sessions that are open already stay open: `clear session all` with a filter ends them.
 */
export function writePanOs(policy: Policy): Written {
  const prefix = plainName(policy.name, 20);
  const services = new Map<string, Service>();
  const serviceNames = (rule: Rule): string[] => {
    if (rule.services.length === 0 || rule.services.some(({ protocol }) => protocol === 'any'))
      return ['any'];
    return rule.services.map((service) => {
      const name = `${prefix}-${[service.protocol, ...(service.ports ?? [])].join('-')}`;
      services.set(name, service);
      return name;
    });
  };
  const all: Rule[] = [...policy.rules];
  if (policy.otherwise === 'deny')
    all.push({ name: 'everything else', sources: [], destinations: [], services: [], action: 'deny' });
  const split = all.flatMap(withoutIcmp);
  const nameOf = (at: number) => `${prefix}-${at + 1}`;
  const rules = split.flatMap((rule, at) => {
    const place = (name: string | undefined) =>
      name === undefined ? 'any' : zoneNamed(policy, name).interface;
    const networks = (list: Rule['sources']) => (list.length === 0 ? ['any'] : list.map(formatPrefix));
    return [
      `          <entry name="${nameOf(at)}">`,
      `            <description>${xmlText(plainText(rule.name))}</description>`,
      members('from', [place(rule.from)]),
      members('to', [place(rule.to)]),
      members('source', networks(rule.sources)),
      members('destination', networks(rule.destinations)),
      members('source-user', ['any']),
      members('application', rule.icmp ? ['icmp'] : ['any']),
      members('service', rule.icmp ? ['application-default'] : serviceNames(rule)),
      `            <action>${rule.action === 'permit' ? 'allow' : 'deny'}</action>`,
      '          </entry>',
    ];
  });
  const objects = [...services].map(
    ([name, { protocol, ports = [0, 65_535] }]) =>
      `      <entry name="${name}"><protocol><${protocol}><port>${ports[0]}-${ports[1]}</port></${protocol}></protocol></entry>`,
  );
  const apply = `${[
    '<config><devices><entry name="localhost.localdomain"><vsys><entry name="vsys1">',
    '    <service>',
    ...objects,
    '    </service>',
    '    <rulebase><security><rules>',
    ...rules,
    '    </rules></security></rulebase>',
    '</entry></vsys></entry></devices></config>',
  ].join('\n')}\n`;
  return {
    apply,
    shown: apply,
    rollback: [
      ...split.map((_, at) => `delete rulebase security rules ${nameOf(at)}`),
      ...[...services.keys()].map((name) => `delete service ${name}`),
      'commit',
      '',
    ].join('\n'),
  };
}

/** ICMP is an application there and no service, so a rule about both becomes two that say the same. */
function withoutIcmp(rule: Rule): (Rule & { icmp: boolean })[] {
  const others = rule.services.filter(({ protocol }) => protocol !== 'icmp');
  const parts: (Rule & { icmp: boolean })[] = [];
  if (others.length < rule.services.length) parts.push({ ...rule, services: [], icmp: true });
  if (others.length > 0 || rule.services.length === 0) parts.push({ ...rule, services: others, icmp: false });
  return parts;
}

function members(tag: string, names: readonly string[]): string {
  return `            <${tag}>${names.map((name) => `<member>${xmlText(name)}</member>`).join('')}</${tag}>`;
}

const xmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
