/** Which fields say who a patient is: `content/privacy/patients.yaml`, read once. */
import { readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { parse } from 'yaml';
import { z } from 'zod';

const Names = z.array(z.string().min(1)).default([]);

const Declared = z.strictObject({
  names: Names,
  records: z
    .array(
      z.strictObject({
        product: z.string().min(1),
        fields: Names,
        of_patients: Names,
        searches: Names,
        parameters: Names,
      }),
    )
    .default([]),
});

/** Of one product. Paths are split at their dots. */
export interface DeclaredRecord {
  fields: readonly (readonly string[])[];
  /** Only where the item at the beginning of the path refers to a patient. */
  ofPatients: readonly (readonly string[])[];
  searches: readonly (readonly string[])[];
  parameters: ReadonlySet<string>;
}

export interface DeclaredPatients {
  /** Whether a field of this name says who a patient is, in tables and JSON. */
  isName(field: string): boolean;
  record(product: string): DeclaredRecord | undefined;
}

/** Names are made of what records say, so there may be any number of them. */
const mostNames = 20_000;

export function parseDeclared(text: string): DeclaredPatients {
  const { names, records } = Declared.parse(parse(text));
  const plain = (name: string): string => name.toLowerCase().replace(/[\s._-]/g, '');
  const wanted = new Set(names.map(plain));
  const known = new Map<string, boolean>();
  const paths = (all: readonly string[]) => all.map((path) => path.split('.'));
  const byProduct = new Map(
    records.map(({ product, fields, of_patients, searches, parameters }) => [
      product,
      {
        fields: paths(fields),
        ofPatients: paths(of_patients),
        searches: paths(searches),
        parameters: new Set(parameters),
      },
    ]),
  );
  return {
    isName(field) {
      let is = known.get(field);
      if (is === undefined) {
        is = wanted.has(plain(field));
        if (known.size < mostNames) known.set(field, is);
      }
      return is;
    },
    record: (product) => byProduct.get(product),
  };
}

let shipped: DeclaredPatients | undefined;

export function declaredPatients(): DeclaredPatients {
  shipped ??= parseDeclared(readFileSync(projectPath('content/privacy/patients.yaml'), 'utf8'));
  return shipped;
}
