/** What a source says, one statement at a time. Importers make claims and know nothing of each other; `merge` makes assets of them. */
import type { Key } from './keys.ts';

/** A fact about an asset that one source knows and another may say otherwise. Addresses and names are keys as well. */
export const assetFields = [
  'hostname',
  'kind',
  'os',
  'support_ends',
  'zone',
  'site',
  'system',
  'location',
  'notes',
  'manufacturer',
  'model',
  'serial',
  'firmware',
  'owner',
  'power',
  'sensor',
  'attached_to',
] as const;
export type AssetField = (typeof assetFields)[number];

export const accountFields = [
  'name',
  'display_name',
  'role',
  'kind',
  'usual_asset',
  'supplier',
  'organisation',
  'domain',
  'enabled',
  'last_sign_in',
  'password_set',
  'password_never_expires',
  'no_preauthentication',
  'has_service_name',
  'unconstrained_delegation',
  'protected_group',
] as const;
export type AccountField = (typeof accountFields)[number];

/** ISO 8601, when the source saw it; null = it says so of all time, as a hospital's own folder does. */
type SeenAt = string | null;

export interface AssetClaim {
  about: 'asset';
  /** By what it is known to this source, best first: the first is who it is from one import to the next. */
  keys: readonly Key[];
  seen_at: SeenAt;
  fields: { readonly [F in AssetField]?: string };
}

/** A person, a service or a group, as a directory knows it. */
export interface AccountClaim {
  about: 'account';
  keys: readonly Key[];
  seen_at: SeenAt;
  fields: { readonly [F in AccountField]?: string };
}

/** `of` is a key of an asset, or of a model or product (`model:…`) whose every copy has it. */
export interface SoftwareClaim {
  about: 'software';
  of: Key;
  seen_at: SeenAt;
  name: string;
  version: string;
  vendor?: string;
  /** Package URL or CPE, as the source writes it. */
  identifier?: string;
  /** ISO date, where the source says when its maker stops mending it. */
  support_ends?: string;
}

export const severities = ['critical', 'high', 'medium', 'low', 'info', 'unknown'] as const;
export type Severity = (typeof severities)[number];

export interface VulnerabilityClaim {
  about: 'vulnerability';
  of: Key;
  seen_at: SeenAt;
  /** A CVE where there is one, else the scanner's own id. */
  id: string;
  /** As the source says it; `unknown` where it says nothing. */
  severity: Severity;
  title?: string;
  /** CVSS base score, as the source gives it. */
  score?: number;
  software?: string;
  fix?: string;
  /** What the source says of exploits; absent = it does not say, which is not "none". */
  exploit?: 'none' | 'public' | 'verified';
  port?: string;
}

/** One step of "can become": `from` may do it to `to`. Named as BloodHound names them. */
export interface RightClaim {
  about: 'right';
  from: Key;
  right: string;
  to: Key;
  seen_at: SeenAt;
}

/** A conversation that somebody saw, which says nothing of whether it is allowed. */
export interface FlowClaim {
  about: 'flow';
  /** Addresses, canonical. */
  from: string;
  to: string;
  protocol: string;
  /** Of the one who was called; null where the protocol has none. */
  port: number | null;
  first_seen: string | null;
  seen_at: SeenAt;
  times: number;
  bytes: number;
}

/** What a maker says of a model, on its MDS2 form: it holds for every device of the model. */
export interface ModelClaim {
  about: 'model';
  key: Key;
  seen_at: SeenAt;
  fields: { manufacturer?: string; model?: string; description?: string; document?: string };
  answers: readonly { question: string; text: string; answer: string; note: string }[];
}

export type Claim =
  | AssetClaim
  | AccountClaim
  | SoftwareClaim
  | VulnerabilityClaim
  | RightClaim
  | FlowClaim
  | ModelClaim;

/** What the claim is about, within its source: the same at the next import, whatever it then says. */
export function claimId(claim: Claim): string {
  switch (claim.about) {
    case 'asset':
    case 'account':
      return `${claim.about} ${claim.keys[0] ?? ''}`;
    case 'software':
      return `software ${claim.of} ${claim.name.toLowerCase()} ${claim.version}`;
    case 'vulnerability':
      return `vulnerability ${claim.of} ${claim.id} ${claim.software ?? ''} ${claim.port ?? ''}`;
    case 'right':
      return `right ${claim.from} ${claim.right} ${claim.to}`;
    case 'flow':
      return `flow ${claim.from} ${claim.to} ${claim.protocol} ${claim.port ?? ''}`;
    case 'model':
      return `model ${claim.key}`;
  }
}
