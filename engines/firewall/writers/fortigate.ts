import { formatAddress, formatPrefix, type Prefix, prefixMask } from '../address.ts';
import type { Policy, Rule } from '../policy.ts';
import type { Service } from '../service.ts';
import { CannotSay, plainName, plainText, type Written, zoneNamed } from './plain.ts';

/** Policies get numbers that nobody gives by hand. */
const firstNumber = 900_001;

/**
 * For the command line of a FortiGate: objects of its own and policies before all others. Sessions that are
 * open already stay open: `diagnose sys session clear` ends them.
 */
export function writeFortigate(policy: Policy): Written {
  const prefix = plainName(policy.name, 16);
  const addresses = new Map<string, Prefix>();
  const services = new Map<string, Service>();
  const rules: Rule[] = [...policy.rules];
  if (policy.otherwise === 'deny')
    rules.push({ name: 'everything else', sources: [], destinations: [], services: [], action: 'deny' });

  const addressName = (network: Prefix): string => {
    const name = `${prefix} ${formatPrefix(network)}`;
    addresses.set(name, network);
    return name;
  };
  const serviceName = (service: Service): string => {
    const { protocol, ports = [] } = service;
    if (protocol === 'any') return 'ALL';
    const name = `${prefix} ${[protocol, ...ports].join('-')}`;
    services.set(name, service);
    return name;
  };
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(' ');

  const policies = rules.map((rule, at) => {
    const place = (name: string | undefined) =>
      name === undefined ? 'any' : zoneNamed(policy, name).interface;
    const lists = [rule.sources, rule.destinations];
    if (lists.some((list) => list.some(({ family }) => family === 6)))
      throw new CannotSay(`rule "${rule.name}" is about IPv6, for which these policies are not`);
    const [sources = '', destinations = ''] = lists.map((list) =>
      list.length === 0 ? '"all"' : quoted(list.map(addressName)),
    );
    const anyService = rule.services.length === 0;
    return [
      `    edit ${firstNumber + at}`,
      `        set name "${plainText(`${at + 1} ${rule.name}`, 35)}"`,
      `        set srcintf "${place(rule.from)}"`,
      `        set dstintf "${place(rule.to)}"`,
      `        set srcaddr ${sources}`,
      `        set dstaddr ${destinations}`,
      `        set action ${rule.action === 'permit' ? 'accept' : 'deny'}`,
      '        set schedule "always"',
      `        set service ${anyService ? '"ALL"' : quoted(rule.services.map(serviceName))}`,
      '        set logtraffic all',
      '    next',
    ].join('\n');
  });
  const numbers = policies.map((_, at) => firstNumber + at);
  const apply = [
    ...table(
      'firewall address',
      [...addresses].map(([name, network]) => [
        name,
        [`set subnet ${formatAddress(network)} ${prefixMask(network).join('.')}`],
      ]),
    ),
    ...table(
      'firewall service custom',
      [...services].map(([name, service]) => [name, [serviceLine(service)]]),
    ),
    'config firewall policy',
    ...policies,
    ...moves(policy, numbers),
    'end',
    '',
  ].join('\n');
  return {
    apply,
    shown: apply,
    rollback: [
      ...removal('firewall policy', numbers.map(String)),
      ...removal(
        'firewall service custom',
        [...services.keys()].map((name) => `"${name}"`),
      ),
      ...removal(
        'firewall address',
        [...addresses.keys()].map((name) => `"${name}"`),
      ),
      '',
    ].join('\n'),
  };
}

function table(path: string, entries: readonly (readonly [string, readonly string[]])[]): string[] {
  if (entries.length === 0) return [];
  const lines = entries.flatMap(([name, settings]) => [
    `    edit "${name}"`,
    ...settings.map((setting) => `        ${setting}`),
    '    next',
  ]);
  return [`config ${path}`, ...lines, 'end'];
}

/** New policies stand at the end, where those before them have decided already. */
function moves({ before, otherwise }: Policy, numbers: readonly number[]): string[] {
  if (before === undefined) {
    if (otherwise === 'deny') return [];
    throw new CannotSay('new policies go to the end of the list, and the number of the first is not known');
  }
  if (!/^\d+$/.test(before)) throw new CannotSay(`"${before}" is no number of a policy`);
  return numbers.map((number) => `    move ${number} before ${before}`);
}

const removal = (path: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`config ${path}`, ...names.map((name) => `    delete ${name}`), 'end'];

function serviceLine({ protocol, ports = [0, 65_535] }: Service): string {
  return protocol === 'icmp' ? 'set protocol ICMP' : `set ${protocol}-portrange ${ports[0]}-${ports[1]}`;
}
