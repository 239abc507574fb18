/** What the shape of one row cannot tell: ids used twice, names that the estate does not know, ends before beginnings. */
import type { EstateData } from '../model.ts';
import type { Registers } from './model.ts';

export interface RegisterProblem {
  register: keyof Registers;
  index: number;
  field: string;
  message: string;
}

type Say = (field: string, message: string) => void;

export function findRegisterProblems(registers: Registers, estate: EstateData): RegisterProblem[] {
  const problems: RegisterProblem[] = [];
  const ids = (...lists: readonly { id: string }[][]) => new Set(lists.flat().map(({ id }) => id));
  const things = ids(estate.assets, estate.systems);
  const places = ids(estate.assets, estate.systems, estate.zones);
  const restorable = ids(estate.systems, estate.suppliers);
  const suppliers = ids(estate.suppliers);
  const flows = ids(estate.flows);
  const entries = ids(registers.entries);

  const check = <Name extends keyof Registers>(
    register: Name,
    look: (row: Registers[Name][number], say: Say) => void,
  ) => {
    const seen = new Set<string>();
    registers[register].forEach((row, index) => {
      const say: Say = (field, message) => problems.push({ register, index, field, message });
      const [field, id] = 'id' in row ? ['id', row.id] : ['system', row.system];
      if (seen.has(id!)) say(field!, `"${id}" is there twice`);
      seen.add(id!);
      look(row, say);
    });
  };
  const known = (
    say: Say,
    field: string,
    given: readonly string[],
    all: ReadonlySet<string>,
    what: string,
  ) => {
    for (const id of given) if (!all.has(id)) say(field, `no ${what} has the id "${id}"`);
  };
  check('entries', (row, say) => {
    known(say, 'through', row.through, places, 'asset, system or zone');
    known(say, 'flows', row.flows, flows, 'flow');
    known(say, 'suppliers', row.suppliers, suppliers, 'supplier');
  });
  check('exceptions', (row, say) => known(say, 'entry', [row.entry], entries, 'entry'));
  check('mitigations', (row, say) => {
    known(say, 'covers', row.covers, places, 'asset, system or zone');
    if (row.until < row.from) say('until', `${row.until} is before ${row.from}`);
  });
  check('supplier_answers', (row, say) => {
    known(say, 'supplier', [row.supplier], suppliers, 'supplier');
    known(say, 'covers', row.covers, things, 'asset or system');
    if (row.answer !== 'no answer yet' && row.answered_on === null)
      say('answered_on', 'an answer has a date');
    if (row.answer === 'quoted' && row.price_gbp === null) say('price_gbp', 'a quote has a price');
  });
  check('models', (row, say) => {
    known(say, 'supplier', row.supplier === null ? [] : [row.supplier], suppliers, 'supplier');
    known(say, 'covers', row.covers, things, 'asset or system');
  });
  check('extended_support', (row, say) => known(say, 'covers', row.covers, things, 'asset or system'));
  check('recovery', (row, say) => {
    known(say, 'system', [row.system], restorable, 'system or supplier');
    known(say, 'restored_with', row.restored_with, restorable, 'system or supplier');
  });
  return problems;
}
