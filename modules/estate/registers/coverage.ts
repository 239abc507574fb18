/** Which register rows are about an asset: by its own id, its system's or its zone's. */
import type { Asset } from '../model.ts';
import type { DeviceModel, ExtendedSupport, Mitigation, Registers, SupplierAnswer } from './model.ts';

export interface Coverage {
  /** Those that hold today, the one that ends last first. */
  mitigations: readonly Mitigation[];
  /** Those whose end is past, or whose beginning is to come: they protect nothing today. */
  idle_mitigations: readonly Mitigation[];
  /** Newest first. */
  answers: readonly SupplierAnswer[];
  models: readonly DeviceModel[];
  /** The last day of extended support that this hospital has for it. */
  extended_until: string | null;
}

const nothing: Coverage = {
  mitigations: [],
  idle_mitigations: [],
  answers: [],
  models: [],
  extended_until: null,
};

export function createCoverage(registers: Registers): (asset: Asset, day: string) => Coverage {
  const mitigations = byName(registers.mitigations, ({ covers }) => covers);
  const answers = byName(registers.supplier_answers, ({ covers }) => covers);
  const models = byName(registers.models, ({ covers }) => covers);
  const extended = byName(registers.extended_support, ({ covers }) => covers);

  const tables: ReadonlyMap<string, unknown>[] = [mitigations, answers, models, extended];

  return (asset, day) => {
    const names = [asset.id, asset.system, asset.zone].filter((name) => name !== null);
    // Most assets are on no register at all.
    if (!names.some((name) => tables.some((table) => table.has(name)))) return nothing;
    const about = <T>(table: Map<string, T[]>): T[] => [
      ...new Set(names.flatMap((name) => table.get(name) ?? [])),
    ];
    const all = about(mitigations).sort((a, b) => (a.until > b.until ? -1 : 1));
    const holds = ({ from, until }: Mitigation) => from <= day && day <= until;
    return {
      mitigations: all.filter(holds),
      idle_mitigations: all.filter((one) => !holds(one)),
      answers: about(answers).sort((a, b) =>
        (a.answered_on ?? a.asked_on) > (b.answered_on ?? b.asked_on) ? -1 : 1,
      ),
      models: about(models),
      extended_until:
        about(extended)
          .map(({ until }: ExtendedSupport) => until)
          .sort()
          .at(-1) ?? null,
    };
  };
}

function byName<T>(rows: readonly T[], namesOf: (row: T) => readonly string[]): Map<string, T[]> {
  const table = new Map<string, T[]>();
  for (const row of rows) {
    for (const name of namesOf(row)) table.set(name, [...(table.get(name) ?? []), row]);
  }
  return table;
}
