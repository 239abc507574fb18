/** The risk: a trust between two directories that a collection shows and the estate does not, or that is called filtered when nobody knows. */
import { expect, test } from 'vitest';
import { filtered, unfiltered } from '../imports/trusts.ts';
import type { MergedEstate } from './merged.ts';
import { trustsOf } from './trusts.ts';

const organisations = ['a', 'b'].map((id) => ({
  id,
  name: id,
  ods_code: id,
  domains: [`${id.toUpperCase()}.example`],
}));
const believed = (value: string) => ({ value, source: 'x', seen_at: null, others: [] });
const domain = (id: string, name: string): MergedEstate['accounts'][number] => ({
  ...{ id, aliases: [], keys: [], sources: [] },
  fields: { kind: believed('domain'), domain: believed(name) },
});
const accounts = [
  domain('da', 'a.example'),
  domain('db', 'b.example'),
  domain('db2', 'b.example'),
  domain('dx', 'x.example'),
];
const right = (from: string, name: string, to: string): MergedEstate['rights'][number] => ({
  ...{
    from: `sid:${from}`,
    right: name,
    to: `sid:${to}`,
    from_id: from,
    to_id: to,
    seen_at: null,
    source: 'x',
  },
});
const trusts = (...rights: MergedEstate['rights']) =>
  trustsOf({ rights, accounts }, { organisations, trusts: [] });

test('whoever trusts is told by domain, and filtering only where somebody says so', () => {
  expect(trusts(right('db', 'TrustedBy', 'da'))).toEqual([{ trusting: 'a', trusted: 'b', filtered: null }]);
  expect(trusts(right('db', 'TrustedBy', 'da'), right('db', filtered, 'da'))).toMatchObject([
    { filtered: true },
  ]);
  expect(trusts(right('db', 'TrustedBy', 'da'), right('db', unfiltered, 'da'))).toMatchObject([
    { filtered: false },
  ]);
});

test('of two domains of one organisation, the one that does not filter counts', () => {
  const both = [right('db', 'TrustedBy', 'da'), right('db', filtered, 'da'), right('db2', 'TrustedBy', 'da')];
  expect(trusts(...both)).toMatchObject([{ filtered: null }]);
  expect(trusts(...both, right('db2', unfiltered, 'da'))).toMatchObject([{ filtered: false }]);
});

test('strangers, one’s own domains and what the folder states are left out', () => {
  expect(trusts(right('dx', 'TrustedBy', 'da'), right('db2', 'TrustedBy', 'db'))).toEqual([]);
  const stated = [{ trusting: 'a', trusted: 'b', filtered: true }];
  const found = { rights: [right('db', 'TrustedBy', 'da')], accounts };
  expect(trustsOf(found, { organisations, trusts: stated })).toEqual([]);
});
