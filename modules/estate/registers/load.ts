/** Reads `registers.yaml` of a hospital folder. Everything wrong with it is found in one go and named by its line. */
import { EstateError, readText } from '../load.ts';
import type { EstateData } from '../model.ts';
import { readYaml } from '../read-yaml.ts';
import type { LocatedProblem, Row } from '../rows.ts';
import { checkShape, describe } from '../shape.ts';
import { emptyRegisters, type Registers, registerSchemas } from './model.ts';
import { findRegisterProblems } from './references.ts';

const file = 'registers.yaml';
type Name = keyof Registers;
const names = Object.keys(registerSchemas) as Name[];

/**
 * @param dir a hospital folder; without a `registers.yaml` every register is empty, which is to say that nobody knows
 * @throws EstateError listing every problem
 */
export async function loadRegisters(dir: string, estate: EstateData): Promise<Registers> {
  const problems: LocatedProblem[] = [];
  const text = await readText(dir, file, false, problems);
  const read = Object.fromEntries(names.map((name) => [name, [] as Row[]])) as Record<Name, Row[]>;
  if (text !== undefined) readYaml(text, file, read, problems);

  const registers = emptyRegisters();
  const sound = new Map<string, Row[]>();
  for (const name of names) {
    const rows: Row[] = [];
    for (const row of read[name]) {
      const value = checkShape(registerSchemas[name], name, row, problems);
      if (value === undefined) continue;
      (registers[name] as unknown[]).push(value);
      rows.push(row);
    }
    sound.set(name, rows);
  }
  for (const { register, index, field, message } of findRegisterProblems(registers, estate)) {
    const row = sound.get(register)![index]!;
    problems.push({
      file,
      line: row.lineOf(field),
      message: `${describe(register, row)}${field}: ${message}`,
    });
  }
  if (problems.length > 0)
    throw new EstateError(
      dir,
      problems.sort((a, b) => a.line - b.line),
    );
  return registers;
}
