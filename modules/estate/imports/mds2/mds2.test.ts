/** Guards: an answer of a maker's form that nobody gave, or that is read from the wrong edition. Both samples are written after the forms of 2013 and 2019. */
import { expect, test } from 'vitest';
import { readSample } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));

test('MDS2 of 2019: every question that was answered, and none that was not', () => {
  const form = sample('mds2-2019.xlsx');
  expect(form.kinds).toEqual(['mds2']);
  expect(form.about('model')).toEqual([
    expect.objectContaining({
      key: 'model:b braun medical/space',
      seen_at: '2026-02-01',
      fields: {
        manufacturer: 'B. Braun Medical Ltd',
        model: 'Space',
        description: 'Infusion pump',
        document: 'BB-MDS2-014 rev 3',
      },
    }),
  ]);
  expect(
    form.about('model')[0]?.answers.map(({ question, answer, note }) => [question, answer, note]),
  ).toEqual([
    ['MPII-1', 'Yes', 'Note 1'],
    ['CSUP-2', 'Yes', ''],
    ['CSUP-2.1', 'No', 'Note 2'],
    ['MLDP-2', 'N/A', ''],
  ]);
});

test('MDS2 of 2013, with its labels above what was filled in', () => {
  const form = sample('mds2-2013.csv');
  expect(form.about('model')[0]).toMatchObject({
    key: 'model:ge/logiq e9',
    fields: { manufacturer: 'GE Healthcare', model: 'Logiq E9', document: 'DOC1234567' },
  });
  expect(form.about('model')[0]?.answers.map(({ question, answer }) => [question, answer])).toEqual([
    ['A', 'Yes'],
    ['B.1', 'Yes'],
    ['1-1', 'No'],
    ['5-1', 'No'],
  ]);
});
