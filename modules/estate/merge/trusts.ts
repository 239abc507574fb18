/** What directories say of whom they trust, as trusts between organisations: a domain is that of whoever declares it. Pure. */
import { filtered, unfiltered } from '../imports/trusts.ts';
import type { EstateData, Trust } from '../model.ts';
import { organisationsByDomain } from './domains.ts';
import type { MergedEstate } from './merged.ts';

/** Of several domains of two organisations, one that does not filter is enough. What the folder states is not found again. */
export function trustsOf(
  { rights, accounts }: Pick<MergedEstate, 'rights' | 'accounts'>,
  { organisations, trusts }: Pick<EstateData, 'organisations' | 'trusts'>,
): Trust[] {
  const byDomain = organisationsByDomain(organisations);
  const owner = new Map(
    accounts.flatMap(({ id, fields }) => {
      const organisation = byDomain.get(fields.domain?.value ?? '');
      return fields.kind?.value === 'domain' && organisation !== undefined
        ? [[id, organisation] as const]
        : [];
    }),
  );
  const saying = (name: string) =>
    new Set(rights.filter(({ right }) => right === name).map(({ from, to }) => `${from} ${to}`));
  const [passing, filtering] = [saying(unfiltered), saying(filtered)];
  const stated = new Set(trusts.map(({ trusting, trusted }) => `${trusting} ${trusted}`));
  const found = new Map<string, Trust>();
  for (const { right, from, to, from_id, to_id } of rights) {
    const [trusted, trusting] = [owner.get(from_id ?? ''), owner.get(to_id ?? '')];
    if (right !== 'TrustedBy' || trusted === undefined || trusting === undefined) continue;
    const pair = `${trusting} ${trusted}`;
    if (trusted === trusting || stated.has(pair)) continue;
    const key = `${from} ${to}`;
    const says = passing.has(key) ? false : filtering.has(key) ? true : null;
    found.set(pair, { trusting, trusted, filtered: worse(found.get(pair)?.filtered, says) });
  }
  return [...found.values()].sort((a, b) =>
    `${a.trusting} ${a.trusted}` < `${b.trusting} ${b.trusted}` ? -1 : 1,
  );
}

const worse = (a: boolean | null | undefined, b: boolean | null): boolean | null =>
  a === undefined ? b : a === false || b === false ? false : a === null || b === null ? null : true;
