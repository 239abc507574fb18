/**
 * The exact lines of a plan, for those who carry it out: what to give to the firewall between the zones, to the endpoint protection and
 * to the directory, and what takes each back. Text only: nothing is sent anywhere. Pure.
 */
import type { Account, Entry, Estate, Flow } from '@cordon/estate';
import { CannotSay, type Policy, type Prefix, parsePrefix, type Rule, write } from '@cordon/firewall';
import { entriesOfSupplier, flowsClosedBy, isAlone } from './actions.ts';
import { nameOf } from './describe.ts';
import type { Action, Commands, Firewall, WrittenPlan } from './model.ts';
import { oncePerEstate } from './once.ts';
import { portRanges } from './ports.ts';

export function writePlan(
  { estate, entries }: { estate: Estate; entries: readonly Entry[] },
  actions: readonly Action[],
  { kind, first }: Firewall,
): WrittenPlan {
  const byHand: string[] = [];
  const rules: Rule[] = [];
  const hosts: string[] = [];
  const disabled: Account[] = [];
  const reset: Account[] = [];
  const accountsBy = (is: (account: Account) => boolean): Account[] => estate.accounts.filter(is);
  for (const action of actions) {
    if (action.kind === 'isolate-asset') hosts.push(action.asset);
    else if (action.kind === 'disable-account')
      disabled.push(...accountsBy(({ id }) => id === action.account));
    else if (action.kind === 'reset-credentials')
      reset.push(...accountsBy(({ id }) => id === action.account));
    else if (action.kind === 'cut-supplier') {
      disabled.push(...accountsBy(({ supplier }) => supplier === action.supplier));
      const supplier = estate.supplier(action.supplier)?.name ?? action.supplier;
      for (const entry of entriesOfSupplier(entries, action.supplier)) {
        const others = entry.suppliers.length - 1;
        if (isAlone(entry) && entry.flows.length > 0) continue;
        const why = isAlone(entry)
          ? 'nobody has said which flow it is'
          : `${others} other supplier${others === 1 ? '' : 's'} would lose it too if its flow were blocked`;
        const ends = entry.through.map((id) => nameOf(estate, id)).join(', ');
        byHand.push(`Shut ${supplier} out of ${entry.name} where that ends (${ends}): ${why}.`);
      }
    }
    const blocked = blockingRules(estate, entries, action);
    rules.push(...blocked.rules);
    byHand.push(...blocked.by_hand);
  }
  const commands: Commands[] = [];
  if (rules.length > 0) {
    try {
      const { apply, rollback } = write(kind, {
        ...policyOf(estate, rules),
        ...(first !== undefined && { before: first }),
      });
      commands.push({
        where: `Firewall (${kind})`,
        note: `Put the device’s own names in place of these: ${names(rules)}.`,
        apply,
        roll_back: rollback,
      });
    } catch (error) {
      if (!(error instanceof CannotSay)) throw error;
      byHand.push(error.message);
    }
  }
  if (hosts.length > 0) commands.push(isolation(hosts.map((id) => estate.asset(id)?.hostname ?? id)));
  if (disabled.length > 0) commands.push(disabling(disabled.map((account) => identity(estate, account))));
  if (reset.length > 0) commands.push(resetting(estate, reset));
  return { commands, by_hand: byHand };
}

/** What a firewall is to drop for an action that closes flows, named by the zone in which packets come in. */
export function blockingRules(
  estate: Estate,
  entries: readonly Entry[],
  action: Action,
): { rules: BlockingRule[]; by_hand: string[] } {
  const rules: BlockingRule[] = [];
  const by_hand: string[] = [];
  for (const flow of flowsClosedBy(estate, entries, action)) {
    const name = `cordon ${flow.id}`;
    const [sources, destinations] = [prefixesOf(estate, flow.from), prefixesOf(estate, flow.to)];
    if (sources === undefined || destinations === undefined) {
      by_hand.push(
        `${name}: no address is known of ${nameOf(estate, sources === undefined ? flow.from : flow.to)}.`,
      );
      continue;
    }
    const services = servicesOf(flow, action.kind === 'block-flow' ? action.ports : flow.ports);
    for (const from of zonesOf(estate, flow.from))
      rules.push({ name, from, sources, destinations, services, action: 'deny' });
  }
  return { rules, by_hand };
}

export type BlockingRule = Rule & { from: string; action: 'deny' };

const names = (rules: readonly Rule[]): string => [...new Set(rules.map(({ from }) => from))].join(', ');

/**
 * The estate does not know what a device calls the network of a zone, or which access list is in force there: both are named after
 * the zone, and whoever gives the lines to the device puts its own words there. A list that does not exist changes nothing.
 */
const policyOf = (estate: Estate, rules: readonly Rule[]): Policy => ({
  name: 'cordon',
  zones: estate.zones
    .filter(({ id }) => rules.some(({ from }) => from === id))
    .map(({ id, cidrs }) => ({
      name: id,
      interface: id,
      list: `in-force-on-${id}`,
      networks: cidrs.map(parsePrefix).filter((prefix) => prefix !== undefined),
    })),
  rules,
  otherwise: 'permit',
});

/** Where packets from an endpoint come in. */
const zonesOf = (estate: Estate, endpoint: string): string[] =>
  estate.zone(endpoint) === undefined ? [...(placesOf(estate).get(endpoint)?.zones ?? [])] : [endpoint];

/** Empty for the internet, which is any address; undefined where none is known. */
function prefixesOf(estate: Estate, endpoint: string): readonly Prefix[] | undefined {
  const zone = estate.zone(endpoint);
  if (zone?.kind === 'internet') return [];
  const texts = zone?.cidrs ?? placesOf(estate).get(endpoint)?.addresses ?? [];
  const prefixes = texts.map(parsePrefix).filter((prefix) => prefix !== undefined);
  return prefixes.length > 0 ? prefixes : undefined;
}

/** Of each asset and system: the zones in which it stands, and its addresses. */
const placesOf = oncePerEstate(({ assets }) => {
  const places = new Map<string, { zones: Set<string>; addresses: string[] }>();
  for (const { id, system, zone, addresses } of assets)
    for (const endpoint of system === null ? [id] : [id, system]) {
      const place = places.get(endpoint) ?? { zones: new Set(), addresses: [] };
      place.zones.add(zone);
      place.addresses.push(...addresses);
      places.set(endpoint, place);
    }
  return places;
});

const servicesOf = ({ protocol }: Flow, ports: readonly string[]): Rule['services'] =>
  protocol === 'any' && ports.includes('any')
    ? []
    : (protocol === 'any' ? (['tcp', 'udp'] as const) : [protocol]).flatMap((one) =>
        one === 'icmp' || ports.includes('any')
          ? [{ protocol: one }]
          : portRanges(ports).map((range) => ({ protocol: one, ports: range })),
      );

/** Single quotes of PowerShell: nothing in them means anything but a quote, which is doubled. Control characters are no part of a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
const quoted = (text: string): string => `'${text.replace(/[\x00-\x1f\x7f]/g, '').replaceAll("'", "''")}'`;

/** Microsoft Defender for Endpoint's own API ("Isolate machine API"), through its PowerShell-friendly machine list. */
const isolation = (names: readonly string[]): Commands => {
  const each = (path: string, body: string): string =>
    [
      '$headers = @{ Authorization = "Bearer $token" }',
      ...names.flatMap((name) => [
        `$name = ${quoted(name.toLowerCase())}`,
        `$found = Invoke-RestMethod -Headers $headers -Uri "https://api.securitycenter.microsoft.com/api/machines?\`$filter=startswith(computerDnsName,'$name')"`,
        `$found.value | ForEach-Object { Invoke-RestMethod -Method Post -Headers $headers -ContentType 'application/json' -Uri "https://api.securitycenter.microsoft.com/api/machines/$($_.id)/${path}" -Body '${body}' }`,
      ]),
      '',
    ].join('\n');
  return {
    where: 'Endpoint protection (Microsoft Defender)',
    note: 'Needs an access token with Machine.Isolate.',
    apply: each('isolate', '{"Comment":"Cordon plan","IsolationType":"Full"}'),
    roll_back: each('unisolate', '{"Comment":"Cordon plan undone"}'),
  };
};

/** Two directories may each have an account of that name. */
function identity({ organisations }: Estate, { name, organisation }: Account): string {
  const domains = organisations.find(({ id }) => id === organisation)?.domains ?? [];
  const server = domains.find((domain) => domain.includes('.'));
  return `-Identity ${quoted(name)}${server === undefined ? '' : ` -Server ${quoted(server)}`}`;
}

const disabling = (identities: readonly string[]): Commands => {
  const each = (command: string): string => `${identities.map((one) => `${command} ${one}`).join('\n')}\n`;
  return {
    where: 'Active Directory (PowerShell): disable',
    note: null,
    apply: each('Disable-ADAccount'),
    roll_back: `# Set a new password first.\n${each('Enable-ADAccount')}`,
  };
};

/**
 * A new password does not end what was issued under the old one: tickets go on until they run out, so sessions are ended where the
 * account is used. `klist purge` is Microsoft's own, and takes the sessions that Windows lists.
 */
const resetting = (estate: Estate, accounts: readonly Account[]): Commands => {
  const lines = accounts.flatMap((account) => {
    const { name, kind, usual_asset } = account;
    const who = identity(estate, account);
    const host = usual_asset === null ? undefined : estate.asset(usual_asset)?.hostname;
    return [
      `Set-ADAccountPassword ${who} -Reset -NewPassword (Read-Host -AsSecureString -Prompt ${quoted(`New password of ${name}`)})`,
      ...(kind === 'service' ? [] : [`Set-ADUser ${who} -ChangePasswordAtLogon $true`]),
      ...(host === undefined
        ? []
        : [
            `Invoke-Command -ComputerName ${quoted(host)} { Get-CimInstance Win32_LogonSession | ForEach-Object { klist purge -li ('0x{0:x}' -f [long]$_.LogonId) } }`,
          ]),
    ];
  });
  return {
    where: 'Active Directory (PowerShell): new credentials',
    note: 'Take the hosts that are held off the network first, or the new ones are stolen there again. A service account is changed wherever it runs, too. Where a domain controller was held or the directory was read, also reset the password of krbtgt twice, ten hours apart: until then the intruder can issue tickets for anybody.',
    apply: `${lines.join('\n')}\n`,
    roll_back: '# Nothing to take back: accounts go on with their new passwords.\n',
  };
};
