/** Who and what a finding is about, in the words of the estate where it knows them. */
import { assetNamed, type Finding } from '@cordon/detection';
import type { Asset, Estate } from '@cordon/estate';
import type { Entity } from './model.ts';
import { tacticsOf } from './tactics.ts';
import { shortHost } from './words.ts';

export interface Mention {
  key: string;
  kind: Entity['kind'];
  id: string;
  name: string;
  zone: string | null;
  standing: Entity['standing'];
  /** Whether sharing this mention is enough to say that two findings belong together. */
  joins: boolean;
}

/** Accounts that every Windows host has: they say nothing about who acted. */
const everyone =
  /^(system|localsystem|local service|networkservice|localservice|network service|anonymous logon|dwm-\d+|umfd-\d+|-|\$|unknown)$/i;

/** `CORP\jsmith`, `jsmith@corp.example`, `jsmith/CORP.EXAMPLE` and `jsmith` are one account; a machine account is no person. */
export function accountName(account: string): string | null {
  const bare = account
    .replace(/^.*\\/, '')
    .replace(/[@/].*$/, '')
    .trim()
    .toLowerCase();
  return bare === '' || bare.endsWith('$') || everyone.test(bare) ? null : bare;
}

/** A host as people here call it: by its name in the estate, else by the first part of the name that was logged. */
export const calledHost = (host: string, estate: Estate | null): string =>
  (estate && assetNamed(estate, host)?.hostname) ?? shortHost(host);

/** Addresses that cannot be on the internet (RFC 1918, 3927, 4193, 4291, 5735). */
const inside =
  /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|0\.|22[4-9]\.|23\d\.|25[0-5]\.|::1?$|f[cde]|ff)/i;
export const isInternal = (address: string): boolean => inside.test(address);

/** Tactics that, at level high or above, mean somebody else's will was done on that host. */
const taken = new Set([
  'execution',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
  'credential-access',
  'lateral-movement',
  'command-and-control',
  'exfiltration',
  'impact',
]);

function standingOf(finding: Finding): Entity['standing'] {
  if (finding.level === 'high' || finding.level === 'critical') {
    return tacticsOf(finding).some((tactic) => taken.has(tactic)) ? 'compromised' : 'suspected';
  }
  return finding.level === 'medium' ? 'suspected' : 'touched';
}

/**
 * The subject comes first: the host that wrote the record, or for network and application records the address or asset
 * inside that acted. Addresses at the other end are only `touched`: being scanned is not being taken.
 */
export function mentionsOf(finding: Finding, estate: Estate | null): Mention[] {
  const mentions = new Map<string, Mention>();
  const add = (mention: Mention) => {
    if (!mentions.has(mention.key)) mentions.set(mention.key, mention);
  };
  const standing = standingOf(finding);
  const strong = finding.level !== 'informational' && finding.level !== 'low';
  const serious = finding.level === 'high' || finding.level === 'critical';
  // An audit record is kept where the records are, which is one place for everybody: only a serious one ties people to it.
  const hostJoins = finding.format !== 'fhir-auditevent' || serious;

  const addAsset = (asset: Asset, as: Entity['standing'], joins: boolean) =>
    add({
      key: `asset:${asset.id}`,
      kind: 'asset',
      id: asset.id,
      name: asset.hostname,
      zone: asset.zone,
      standing: as,
      joins,
    });

  const host = finding.host && finding.host !== '-' ? finding.host : null;
  const onHost = host && estate ? assetNamed(estate, host) : undefined;
  if (onHost) addAsset(onHost, standing, hostJoins);
  else if (host) {
    const short = host.split('.')[0]!.toLowerCase();
    add({
      key: `host:${short}`,
      kind: 'host',
      id: short,
      name: host,
      zone: null,
      standing,
      joins: hostJoins,
    });
  }

  const addAddress = (address: string | null, subject: boolean) => {
    if (!address) return;
    const asset = estate?.assetByAddress(address);
    const as = subject && mentions.size === 0 ? standing : 'touched';
    if (asset) addAsset(asset, as, subject || strong);
    else if (!isInternal(address)) {
      add({
        key: `address:${address}`,
        kind: 'address',
        id: address,
        name: address,
        zone: null,
        standing: 'touched',
        joins: strong,
      });
    } else if (!/^(127\.|0\.|::1?$|ff|22[4-9]\.|23\d\.|25[0-5]\.)/i.test(address)) {
      const zone = estate?.zoneOfAddress(address)?.id ?? null;
      add({
        key: `address:${address}`,
        kind: 'address',
        id: address,
        name: address,
        zone,
        standing: as,
        joins: subject || strong,
      });
    }
  };
  addAddress(finding.source_address, true);
  addAddress(finding.destination_address, false);

  const account = finding.account ? accountName(finding.account) : null;
  if (account && finding.account) {
    const known = estate?.account(finding.account);
    add({
      key: `account:${account}`,
      kind: 'account',
      id: known?.id ?? account,
      name: finding.account,
      zone: null,
      standing: standing === 'compromised' ? 'suspected' : standing,
      // A service account works on every host of an estate, so on its own it ties only strong signals together.
      joins: known?.kind === 'service' ? serious : true,
    });
  }
  return [...mentions.values()];
}
