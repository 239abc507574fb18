/**
 * SharpHound and BloodHound collections, versions 4 to 6: computers, users, groups and domains, and who can become whom. The kind of
 * an item is told by its fields, since the file says it only at its end.
 * https://bloodhound.specterops.io/collect-data/enterprise-collection/json-format
 */
import type { AccountClaim, Claim, RightClaim } from '../claim.ts';
import { type JsonObject, objectOf } from '../forms/json-object.ts';
import type { JsonImporter, Reading } from '../importer.ts';
import { dnKey, hostKeys, type Key, loginKey, sidKey } from '../keys.ts';
import { filtered, unfiltered } from '../trusts.ts';
import { assetKindOf, stated, timeOf } from '../words.ts';

export const bloodhoundImporter: JsonImporter = {
  kind: 'bloodhound',
  title: 'SharpHound or BloodHound collections (JSON, or the zip of them)',
  holds: 'catalogue',
  form: 'json',
  lists: ['data'],
  recognises: (items) =>
    items.some(({ list, value }) => {
      const one = objectOf(value);
      return list === 'data' && one.has('ObjectIdentifier') && one.has('Properties');
    }),
  *read(items, reading) {
    for (const { line, list, value } of items) {
      const one = objectOf(value);
      if (list === null) {
        const version = Number(one.object('meta').text('version') ?? Number.NaN);
        if (version < 4)
          reading.problem(
            line,
            `this is version ${version} of the format; versions 4 to 6 are read, so something may be missing`,
          );
        continue;
      }
      const self = sidOf(one.text('ObjectIdentifier'));
      if (self === undefined) {
        reading.problem(line, 'an item without an object identifier was left out');
        continue;
      }
      if (one.text('IsDeleted') !== 'true') yield* claimsOf(one, self, reading);
    }
  },
};

/** Objects that have no SID (units of organisation, policies) are known by their id. */
const sidOf = (text: string | undefined): Key | undefined => sidKey(text)[0];

function* claimsOf(one: JsonObject, self: Key, reading: Reading): Generator<Claim> {
  const right = (from: Key | undefined, name: string, to: Key | undefined): RightClaim[] =>
    from === undefined || to === undefined || from === to
      ? []
      : [{ about: 'right', from, right: name, to, seen_at: reading.at }];
  const named = (items: readonly unknown[], ...names: string[]) =>
    items.map((item) => sidOf(objectOf(item).text(...names)));
  const member = 'ObjectIdentifier';

  if (one.has('Sessions') || one.has('LocalGroups') || one.has('LocalAdmins'))
    yield computerClaim(one, self, reading);
  else if (one.has('SPNTargets')) yield userClaim(one, self, reading);
  else if (one.has('Members')) yield groupClaim(one, self, reading);
  else if (one.has('Trusts'))
    yield {
      ...groupClaim(one, self, reading),
      fields: { ...groupClaim(one, self, reading).fields, kind: 'domain' },
    };

  yield* right(self, 'MemberOf', sidOf(one.text('PrimaryGroupSID')));
  for (const one_ of named(one.list('Members'), member)) yield* right(one_, 'MemberOf', self);
  for (const list of ['Sessions', 'PrivilegedSessions', 'RegistrySessions'])
    for (const user of named(one.object(list).list('Results'), 'UserSID'))
      yield* right(self, 'HasSession', user);
  for (const [list, name] of localRights)
    for (const who of named(one.object(list).list('Results'), member)) yield* right(who, name, self);
  for (const group of one.list('LocalGroups').map(objectOf)) {
    const name = localGroup(group.text('ObjectIdentifier'));
    if (name) for (const who of named(group.list('Results'), member)) yield* right(who, name, self);
  }
  for (const to of named(one.list('AllowedToDelegate'), member)) yield* right(self, 'AllowedToDelegate', to);
  for (const from of named(one.list('AllowedToAct'), member)) yield* right(from, 'AllowedToAct', self);
  for (const to of named(one.list('HasSIDHistory'), member)) yield* right(self, 'HasSIDHistory', to);
  for (const ace of one.list('Aces').map(objectOf)) {
    const name = ace.text('RightName');
    if (name && /^[A-Za-z]{2,40}$/.test(name)) yield* right(sidOf(ace.text('PrincipalSID')), name, self);
  }
  for (const trust of one.list('Trusts').map(objectOf)) yield* trustRights(trust, self, right, reading.at);
}

const localRights = [
  ['LocalAdmins', 'AdminTo'],
  ['RemoteDesktopUsers', 'CanRDP'],
  ['DcomUsers', 'ExecuteDCOM'],
  ['PSRemoteUsers', 'CanPSRemote'],
] as const;

/** Local groups that Windows has everywhere, by the end of their SID. */
const localGroups: Readonly<Record<string, string>> = {
  544: 'AdminTo',
  555: 'CanRDP',
  562: 'ExecuteDCOM',
  580: 'CanPSRemote',
};
const localGroup = (id: string | undefined): string | undefined =>
  localGroups[/-(\d+)$/.exec(id ?? '')?.[1] ?? ''];

/**
 * A trust lets accounts of the trusted domain in: from the trusted to the trusting. Numbers in version 4, words since. What
 * it says of filtering is about those who come in here: what the other side filters is for the other side to tell.
 */
function* trustRights(
  trust: JsonObject,
  self: Key,
  right: (from: Key | undefined, name: string, to: Key | undefined) => RightClaim[],
  seen_at: string,
): Generator<RightClaim | AccountClaim> {
  const other = sidOf(trust.text('TargetDomainSid'));
  const domain = trust.text('TargetDomainName')?.toLowerCase();
  const direction = trust.text('TrustDirection')?.toLowerCase() ?? '';
  const isOut = ['2', '3', 'outbound', 'bidirectional'].includes(direction);
  const isIn = ['1', '3', 'inbound', 'bidirectional'].includes(direction);
  if (other !== undefined && domain !== undefined)
    yield { about: 'account', keys: [other], seen_at, fields: { name: domain, kind: 'domain', domain } };
  if (isOut) yield* right(other, 'TrustedBy', self);
  if (isIn) yield* right(self, 'TrustedBy', other);
  const filters = trust.text('SidFilteringEnabled');
  if (isOut && filters === 'true') yield* right(other, filtered, self);
  if (isOut && filters === 'false') yield* right(other, unfiltered, self);
}

function computerClaim(one: JsonObject, self: Key, reading: Reading): Claim {
  const properties = one.object('Properties');
  const hostname = properties.text('name')?.toLowerCase();
  const os = properties.text('operatingsystem');
  const isController = one.text('IsDC') === 'true' || properties.text('isdc') === 'true';
  return {
    about: 'asset',
    keys: [self, ...dnKey(properties.text('distinguishedname')), ...hostKeys(hostname)],
    // When it last signed in to the directory, which is as near as a directory gets to seeing it.
    seen_at:
      timeOf(properties.text('lastlogontimestamp')) ?? timeOf(properties.text('lastlogon')) ?? reading.at,
    fields: stated({ hostname, os, kind: isController ? 'domain-controller' : assetKindOf(os) }),
  };
}

function userClaim(one: JsonObject, self: Key, reading: Reading): AccountClaim {
  const properties = one.object('Properties');
  const flag = (name: string): 'yes' | 'no' | undefined => {
    const value = properties.text(name);
    return value === 'true' ? 'yes' : value === 'false' ? 'no' : undefined;
  };
  const sam = properties.text('samaccountname') ?? properties.text('name')?.split('@')[0]?.toLowerCase();
  const isService = flag('hasspn') === 'yes';
  return {
    about: 'account',
    keys: [self, ...dnKey(properties.text('distinguishedname')), ...loginKey(properties.text('name'))],
    seen_at: reading.at,
    fields: stated({
      name: sam,
      display_name: properties.text('displayname'),
      role: properties.text('title', 'description'),
      kind: flag('admincount') === 'yes' ? 'admin' : isService ? 'service' : 'person',
      domain: properties.text('domain')?.toLowerCase(),
      enabled: flag('enabled'),
      last_sign_in: timeOf(properties.text('lastlogontimestamp')) ?? timeOf(properties.text('lastlogon')),
      password_set: timeOf(properties.text('pwdlastset')),
      password_never_expires: flag('pwdneverexpires'),
      no_preauthentication: flag('dontreqpreauth'),
      has_service_name: flag('hasspn'),
      unconstrained_delegation: flag('unconstraineddelegation'),
      protected_group: flag('admincount'),
    }),
  };
}

function groupClaim(one: JsonObject, self: Key, reading: Reading): AccountClaim {
  const properties = one.object('Properties');
  return {
    about: 'account',
    keys: [self, ...dnKey(properties.text('distinguishedname'))],
    seen_at: reading.at,
    fields: stated({
      name: properties.text('name')?.toLowerCase(),
      role: properties.text('description'),
      kind: 'group',
      domain: properties.text('domain')?.toLowerCase(),
    }),
  };
}
