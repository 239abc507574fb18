/** What Active Directory keeps of an object, whichever way it was exported. Names of attributes are compared without case. */
import type { AccountClaim, AssetClaim, Claim, RightClaim } from '../claim.ts';
import type { Reading } from '../importer.ts';
import { accountNameKey, addressKey, dnKey, hostKeys, type Key, loginKey, sidKey } from '../keys.ts';
import { assetKindOf, stated, timeOf, yesNo } from '../words.ts';

export interface DirectoryObject {
  line: number;
  dn: string | undefined;
  classes: readonly string[];
  get(...names: readonly string[]): string | undefined;
  all(name: string): readonly string[];
}

/** userAccountControl, MS-ADTS 2.2.16. */
const flags = {
  disabled: 0x2,
  domainController: 0x2000,
  delegates: 0x80000,
  keepsPassword: 0x10000,
  noPreauth: 0x400000,
};

export function* objectClaims(object: DirectoryObject, reading: Reading): Generator<Claim> {
  const kind = ['computer', 'group', 'user'].find((one) => object.classes.includes(one));
  if (kind === undefined) return;
  const self = selfKeys(object);
  if (self.length === 0) {
    reading.problem(object.line, `a ${kind} without a SID and a distinguished name was left out`);
    return;
  }
  if (kind === 'computer') yield computerClaim(object, self, reading);
  else yield accountClaim(object, self, kind === 'group', reading);
  const member = (from: Key | undefined, to: Key | undefined): RightClaim[] =>
    from && to ? [{ about: 'right', from, right: 'MemberOf', to, seen_at: reading.at }] : [];
  for (const group of object.all('memberof')) yield* member(self[0], dnKey(group)[0]);
  for (const one of object.all('member')) yield* member(dnKey(one)[0], self[0]);
}

const selfKeys = ({ dn, get }: DirectoryObject): Key[] => [...sidKey(get('objectsid', 'sid')), ...dnKey(dn)];

/** `DC=staldhelms,DC=nhs,DC=example` as DNS writes it. */
const domainOf = (dn: string | undefined): string =>
  [...(dn ?? '').matchAll(/(?:^|,)\s*DC=([^,]+)/gi)].map(([, part]) => part!.toLowerCase()).join('.');

function computerClaim(object: DirectoryObject, self: Key[], reading: Reading): AssetClaim {
  const { get, dn } = object;
  const domain = domainOf(dn);
  const short = get('cn', 'name', 'samaccountname')?.replace(/\$$/, '');
  const hostname = get('dnshostname') ?? (short && domain ? `${short}.${domain}` : short);
  const os = get('operatingsystem');
  const control = Number(get('useraccountcontrol') ?? 0);
  const isController =
    (control & flags.domainController) !== 0 || get('primarygroupid', 'primarygroup') === '516';
  return {
    about: 'asset',
    keys: [...self, ...hostKeys(hostname), ...addressKey(get('ipv4address'))],
    seen_at: signedIn(object) ?? reading.at,
    fields: stated({
      hostname,
      os: [os, get('operatingsystemservicepack')].filter(Boolean).join(' '),
      kind: isController ? 'domain-controller' : assetKindOf(os),
      location: get('location'),
      owner: get('managedby'),
      notes: get('description'),
    }),
  };
}

function accountClaim(
  object: DirectoryObject,
  self: Key[],
  isGroup: boolean,
  reading: Reading,
): AccountClaim {
  const { get, dn, all } = object;
  const name = get('samaccountname', 'cn', 'name');
  const domain = domainOf(dn);
  const control = get('useraccountcontrol');
  const flag = (bit: number, word: string): 'yes' | 'no' | undefined =>
    control === undefined ? yesNo(get(word)) : (Number(control) & bit) !== 0 ? 'yes' : 'no';
  const enabled =
    control === undefined ? yesNo(get('enabled')) : flag(flags.disabled, '') === 'yes' ? 'no' : 'yes';
  const isProtected = get('admincount') === '1';
  const hasServiceName = all('serviceprincipalname').length > 0 || get('serviceprincipalnames') !== undefined;
  if (isGroup)
    return {
      about: 'account',
      keys: self,
      seen_at: reading.at,
      fields: stated({ name, kind: 'group', domain, role: get('description') }),
    };
  return {
    about: 'account',
    keys: [
      ...self,
      ...loginKey(get('userprincipalname')),
      ...(name && domain ? loginKey(`${name}@${domain}`) : []),
      ...accountNameKey(name),
    ],
    seen_at: reading.at,
    fields: stated({
      name,
      display_name: get('displayname'),
      role: get('title', 'description'),
      kind: isProtected ? 'admin' : hasServiceName ? 'service' : 'person',
      domain,
      enabled,
      last_sign_in: signedIn(object),
      password_set: directoryTime(get('pwdlastset', 'passwordlastset')),
      password_never_expires: flag(flags.keepsPassword, 'passwordneverexpires'),
      no_preauthentication: flag(flags.noPreauth, 'doesnotrequirepreauth'),
      unconstrained_delegation: flag(flags.delegates, 'trustedfordelegation'),
      has_service_name: hasServiceName ? 'yes' : undefined,
      protected_group: isProtected ? 'yes' : undefined,
    }),
  };
}

const signedIn = ({ get }: DirectoryObject): string | undefined =>
  directoryTime(get('lastlogontimestamp', 'lastlogondate', 'lastlogon'));

/** Tenths of a microsecond since 1601, or a date as PowerShell writes it. */
function directoryTime(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{17,19}$/.test(text)) return timeOf(text);
  return timeOf(String(Math.floor(Number(BigInt(text) / 10_000_000n) - 11_644_473_600)));
}
