/** What all sources at hand say of a vulnerability. */
import type { CveRecord, CvssScore, EpssScore, KevAssertion } from './model.ts';

export interface Known {
  /** One for each source that says so. */
  kev: KevAssertion[];
  /** `unknown`: no catalogue is at hand, which is not to say that it is not exploited. */
  exploited: 'asserted' | 'not asserted' | 'unknown';
  ransomware: 'yes' | 'no' | 'unknown';
  /** The soonest that any asserter wants it fixed. */
  due: string | null;
  cvss: CvssScore | null;
  /** A forecast for the next 30 days. */
  epss: EpssScore | null;
  published: string | null;
}

export interface Knowledge {
  about(cve: string): Known;
  /** Whether there is anything to go by, and of which day it is. */
  sources: { kev: string | null; epss: string | null; cves: number };
}

export function createKnowledge(feeds: {
  kev: readonly KevAssertion[];
  epss: readonly EpssScore[];
  cves: readonly CveRecord[];
}): Knowledge {
  const kev = new Map<string, KevAssertion[]>();
  for (const assertion of feeds.kev) {
    // A source says a thing once: the one read last counts.
    const others = (kev.get(assertion.cve) ?? []).filter(({ asserter }) => asserter !== assertion.asserter);
    kev.set(assertion.cve, [...others, assertion]);
  }
  const epss = new Map(feeds.epss.map((score) => [score.cve, score]));
  const cves = new Map(feeds.cves.map((record) => [record.cve, record]));
  const newest = (days: readonly (string | null)[]): string | null =>
    days.reduce((a, b) => (b !== null && (a === null || b > a) ? b : a), null);

  return {
    sources: {
      kev: newest(feeds.kev.map(({ published }) => published)),
      epss: newest(feeds.epss.map(({ scored }) => scored)),
      cves: cves.size,
    },
    about(cve) {
      const assertions = kev.get(cve) ?? [];
      const words = assertions.map(({ ransomware }) => ransomware);
      return {
        kev: assertions,
        exploited: assertions.length > 0 ? 'asserted' : feeds.kev.length > 0 ? 'not asserted' : 'unknown',
        ransomware: words.includes('yes')
          ? 'yes'
          : words.length > 0 && words.every((word) => word === 'no')
            ? 'no'
            : 'unknown',
        due: assertions.flatMap(({ due }) => due ?? []).sort()[0] ?? null,
        cvss: cves.get(cve)?.cvss ?? null,
        epss: epss.get(cve) ?? null,
        published: cves.get(cve)?.published ?? null,
      };
    },
  };
}
