import { formatPrefix } from '../address.ts';
import type { Policy, Rule } from '../policy.ts';
import type { Service } from '../service.ts';
import { plainName, plainText, type Written, zoneNamed } from './plain.ts';

/**
 * For `configure` on a PAN-OS firewall: services of its own, and security rules that are moved to the top.
 * Sessions that are open already stay open: `clear session all` with a filter ends them.
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
  const rules = all.flatMap(withoutIcmp).map((rule, at): PanRule => {
    const place = (name: string | undefined) =>
      name === undefined ? 'any' : zoneNamed(policy, name).interface;
    const networks = (list: Rule['sources']) => (list.length === 0 ? ['any'] : list.map(formatPrefix));
    return {
      name: `${prefix}-${at + 1}`,
      lists: [
        ['from', [place(rule.from)]],
        ['to', [place(rule.to)]],
        ['source', networks(rule.sources)],
        ['destination', networks(rule.destinations)],
        ['application', rule.icmp ? ['icmp'] : ['any']],
        ['service', rule.icmp ? ['application-default'] : serviceNames(rule)],
      ],
      action: rule.action === 'permit' ? 'allow' : 'deny',
      description: plainText(rule.name),
    };
  });
  return {
    apply: [
      ...[...services].map(
        ([name, { protocol, ports }]) => `set service ${name} protocol ${protocol} port ${portsOf(ports)}`,
      ),
      ...rules.map(
        ({ name, lists, action, description }) =>
          `set rulebase security rules ${name} ${lists.map(([list, items]) => `${list} ${words(items)}`).join(' ')} action ${action} description "${description}"`,
      ),
      // Each to the top, the last first, so that they stand in order.
      ...rules.map(({ name }) => `move rulebase security rules ${name} top`).reverse(),
      'commit',
      '',
    ].join('\n'),
    shown: xml(rules, services),
    rollback: [
      ...rules.map(({ name }) => `delete rulebase security rules ${name}`),
      ...[...services.keys()].map((name) => `delete service ${name}`),
      'commit',
      '',
    ].join('\n'),
  };
}

interface PanRule {
  readonly name: string;
  readonly lists: readonly (readonly [string, readonly string[]])[];
  readonly action: string;
  readonly description: string;
}

const portsOf = ([first, last]: readonly [number, number] = [0, 65_535]): string => `${first}-${last}`;

function words(items: readonly string[]): string {
  const quoted = items.map((item) => (/[^\w./:-]/.test(item) ? `"${item}"` : item));
  return quoted.length === 1 ? quoted[0]! : `[ ${quoted.join(' ')} ]`;
}

/** The rule base as an export has it. */
function xml(rules: readonly PanRule[], services: ReadonlyMap<string, Service>): string {
  return `${[
    '<config><devices><entry name="localhost.localdomain"><vsys><entry name="vsys1">',
    '    <service>',
    ...[...services].map(
      ([name, { protocol, ports }]) =>
        `      <entry name="${name}"><protocol><${protocol}><port>${portsOf(ports)}</port></${protocol}></protocol></entry>`,
    ),
    '    </service>',
    '    <rulebase><security><rules>',
    ...rules.flatMap(({ name, lists, action, description }) => [
      `          <entry name="${name}">`,
      `            <description>${xmlText(description)}</description>`,
      ...lists.map(([tag, items]) => members(tag, items)),
      `            <action>${action}</action>`,
      '          </entry>',
    ]),
    '    </rules></security></rulebase>',
    '</entry></vsys></entry></devices></config>',
  ].join('\n')}\n`;
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
