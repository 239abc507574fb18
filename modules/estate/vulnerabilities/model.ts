/** The nouns of vulnerabilities. What others assert is kept with who asserts it; whether something is exploited is asked of that, never stored. */

/** `CVE-2021-44228`, in capitals. */
export type CveId = string;

const cvePattern = /^CVE-\d{4}-\d{4,19}$/;

/** The one spelling of a CVE's name, or undefined for what is none. */
export function cveId(text: unknown): CveId | undefined {
  if (typeof text !== 'string' || text.length > 40) return undefined;
  const id = text.trim().toUpperCase();
  return cvePattern.test(id) ? id : undefined;
}

/** ISO day of a date or time, or null for what is none. */
export function dayOf(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 40) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) || !/^\d{4}-/.test(text) ? null : new Date(at).toISOString().slice(0, 10);
}

/** One source says that a vulnerability is exploited. Two sources make two of them. */
export interface KevAssertion {
  /** `CISA`, or whoever else keeps such a catalogue. */
  asserter: string;
  cve: CveId;
  name: string;
  /** When it was put into the catalogue. */
  published: string | null;
  /** By when the asserter wants it fixed, where that is its to want. */
  due: string | null;
  /** `unknown` is what most catalogues say, and is not `no`. */
  ransomware: 'yes' | 'no' | 'unknown';
  required_action: string;
}

/** How likely exploitation is within 30 days, by the model of FIRST. A forecast of the world: never shown as "exploited now". */
export interface EpssScore {
  cve: CveId;
  /** 0 to 1. */
  probability: number;
  percentile: number;
  scored: string | null;
}

export interface CvssScore {
  version: string;
  score: number;
  vector: string;
  /** Who gave it: NVD or the maker. */
  by: string;
}

export interface CveRecord {
  cve: CveId;
  published: string | null;
  description: string;
  /** The newest version that somebody scored it in, NVD's own before others'. */
  cvss: CvssScore | null;
  /** NVD says that the record was withdrawn. */
  rejected: boolean;
}

export type Exploit = 'none' | 'public' | 'active';

export const statementStates = ['affected', 'under investigation', 'fixed', 'not affected'] as const;
export type StatementState = (typeof statementStates)[number];

/** A product as an advisory names it. */
export interface AdvisoryProduct {
  vendor: string | null;
  name: string;
  /** One version, exactly. */
  version: string | null;
  /** Versions as `vers:` or in the comparisons of the advisory, such as `<2.4.1`. */
  range: string | null;
  /** The advisory's own words for it. */
  label: string;
}

/** What an advisory or a VEX document says of one product and one vulnerability. */
export interface Statement {
  advisory: string;
  publisher: string;
  cve: CveId;
  product: AdvisoryProduct;
  state: StatementState;
  /** Why it is not affected, or what to do: the publisher's words. */
  because: string | null;
  remedy: string | null;
  /** Since when the publisher's own fix is there; null = there is none, or it does not say. */
  fix_released: string | null;
  /** As the publisher scores it on this product. */
  cvss: CvssScore | null;
  /** What the publisher's own SSVC says, where it has one. */
  exploit: Exploit | null;
  automatable: boolean | null;
  as_of: string | null;
}

/** A vulnerability on an asset, as somebody found it: a scanner, an export, or an advisory that names what runs there. */
export interface VulnerabilityFinding {
  asset: string;
  cve: CveId;
  /** Who says so: `Nessus`, `Defender`, an advisory's id. */
  source: string;
  seen: string | null;
  evidence: string;
  /** False: it may be there, since nobody knows the version. */
  certain: boolean;
  /** As the source scores it; what NVD says goes first. */
  cvss: CvssScore | null;
  /** Whether it is exploited, or the means to are public, as the source says; null = it does not say. */
  exploit: Exploit | null;
  /** Whether a program can exploit it on one machine after another, as the source says; null = it does not say. */
  automatable: boolean | null;
  /** When its fix was released, as the source says; null = it does not say. */
  fix_released: string | null;
}

/** One record or file that could not be read; whatever else is there counts. */
export interface Refusal {
  where: string;
  why: string;
}

export interface Read<T> {
  rows: T[];
  refusals: Refusal[];
  /** The day of which the file speaks, where it says so. */
  as_of: string | null;
}
