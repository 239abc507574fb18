/** Bills of materials, CycloneDX (1.2 on) and SPDX (2.2 on) as JSON: what a product is made of. It is known by maker and name, as a model is. */
import type { SoftwareClaim, VulnerabilityClaim } from '../claim.ts';
import type { JsonItem } from '../forms/json.ts';
import { type JsonObject, objectOf } from '../forms/json-object.ts';
import type { JsonImporter, Reading } from '../importer.ts';
import { type Key, modelKey } from '../keys.ts';
import { severityOf, stated, timeOf } from '../words.ts';

const described = { kind: 'sbom', holds: 'catalogue', form: 'json' } as const;
/** Components stand in components. */
const deepest = 20;

export const cyclonedxImporter: JsonImporter = {
  ...described,
  title: 'CycloneDX bills of materials (JSON)',
  lists: ['components', 'vulnerabilities'],
  recognises: (items) =>
    items.some(({ list, value }) => list === null && objectOf(value).text('bomFormat') === 'CycloneDX') ||
    items.some(
      ({ list, value }) =>
        list === 'components' && objectOf(value).has('name') && objectOf(value).has('type'),
    ),
  *read(items, reading) {
    const { inLists, document } = gathered(items);
    const metadata = document.object('metadata');
    const product = metadata.object('component');
    const maker =
      product.object('manufacturer').text('name') ??
      product.object('supplier').text('name') ??
      metadata.object('manufacture').text('name') ??
      product.text('publisher', 'group');
    const of = productKey(maker, product.text('name'), reading);
    if (of === undefined) return;
    const seen_at = timeOf(metadata.text('timestamp')) ?? reading.at;
    for (const { list, value } of inLists) {
      if (list === 'components') yield* componentClaims(objectOf(value), of, seen_at, 0);
      else yield* vulnerabilityClaim(objectOf(value), of, seen_at);
    }
  },
};

function* componentClaims(
  one: JsonObject,
  of: Key,
  seen_at: string,
  depth: number,
): Generator<SoftwareClaim> {
  const name = one.text('name');
  if (name !== undefined)
    yield {
      ...{ about: 'software', of, seen_at, name, version: one.text('version') ?? '' },
      ...stated({
        vendor: one.object('supplier').text('name') ?? one.text('publisher', 'group'),
        identifier: one.text('purl', 'cpe'),
      }),
    };
  if (depth < deepest)
    for (const part of one.list('components')) yield* componentClaims(objectOf(part), of, seen_at, depth + 1);
}

function* vulnerabilityClaim(one: JsonObject, of: Key, seen_at: string): Generator<VulnerabilityClaim> {
  const id = one.text('id');
  const state = one.object('analysis').text('state');
  // The maker says that it does not touch this product.
  if (id === undefined || state === 'not_affected' || state === 'false_positive' || state === 'resolved')
    return;
  const rating = objectOf(one.list('ratings')[0]);
  const score = Number(rating.text('score') ?? Number.NaN);
  yield {
    about: 'vulnerability',
    of,
    seen_at,
    id,
    severity: severityOf(rating.text('severity')),
    ...stated({
      score: Number.isFinite(score) ? score : undefined,
      title: one.text('description')?.slice(0, 200),
    }),
  };
}

export const spdxImporter: JsonImporter = {
  ...described,
  title: 'SPDX bills of materials (JSON)',
  lists: ['packages', 'relationships'],
  recognises: (items) =>
    items.some(
      ({ list, value }) =>
        (list === 'packages' && objectOf(value).has('SPDXID')) ||
        (list === null && objectOf(value).has('spdxVersion')),
    ),
  *read(items, reading) {
    const { inLists, document } = gathered(items);
    const seen_at = timeOf(document.object('creationInfo').text('created')) ?? reading.at;
    const describes = new Set([
      ...document.list('documentDescribes').filter((one) => typeof one === 'string'),
      ...inLists
        .filter(({ list }) => list === 'relationships')
        .map(({ value }) => objectOf(value))
        .filter((one) => one.text('relationshipType') === 'DESCRIBES')
        .flatMap((one) => one.text('relatedSpdxElement') ?? []),
    ]);
    const packages = inLists.filter(({ list }) => list === 'packages').map(({ value }) => objectOf(value));
    const product = packages.find((one) => describes.has(one.text('SPDXID') ?? ''));
    const of = productKey(
      makerIn(product?.text('supplier')),
      product?.text('name') ?? document.text('name'),
      reading,
    );
    if (of === undefined) return;
    for (const one of packages) {
      const name = one.text('name');
      if (one === product || name === undefined) continue;
      const references = one.list('externalRefs').map(objectOf);
      const reference =
        references.find((each) => each.text('referenceType') === 'purl') ??
        references.find((each) => each.text('referenceType')?.startsWith('cpe'));
      yield {
        about: 'software',
        of,
        seen_at,
        name,
        version: one.text('versionInfo') ?? '',
        ...stated({ vendor: makerIn(one.text('supplier')), identifier: reference?.text('referenceLocator') }),
      };
    }
  },
};

/** `Organization: Example Ltd (security@example.org)`. */
const makerIn = (text: string | undefined): string | undefined =>
  /^(?:Organization|Person): ([^(]+)/.exec(text ?? '')?.[1]?.trim();

function productKey(maker: string | undefined, name: string | undefined, reading: Reading): Key | undefined {
  const [key] = modelKey(maker, name);
  if (key === undefined)
    reading.problem(0, 'it does not say of which product it is; nothing of it was imported');
  return key;
}

/** Lists come before the document that they stand in is whole. */
function gathered(items: Iterable<JsonItem>): { inLists: JsonItem[]; document: JsonObject } {
  const all = [...items];
  return {
    inLists: all.filter(({ list }) => list !== null),
    document: objectOf(all.find(({ list }) => list === null)?.value),
  };
}
