/** Whether one row of a hospital folder has the shape that its model wants. */
import type { ZodObject } from 'zod';
import type { LocatedProblem, Row } from './rows.ts';

/** The row as its model wants it, or undefined with every fault reported; an unknown field is a fault, being most likely a typing error. */
export function checkShape(
  schema: ZodObject,
  section: string,
  row: Row,
  problems: LocatedProblem[],
): unknown {
  const before = problems.length;
  if (row.value !== null && typeof row.value === 'object' && row.file.endsWith('.yaml')) {
    for (const name of Object.keys(row.value)) {
      if (Object.hasOwn(schema.shape, name)) continue;
      problems.push({
        file: row.file,
        line: row.lineOf(name),
        message: `${describe(section, row)}unknown field "${name}"`,
      });
    }
  }
  const result = schema.safeParse(row.value);
  for (const issue of result.error?.issues ?? []) {
    const field = String(issue.path[0] ?? '');
    problems.push({
      file: row.file,
      line: row.lineOf(field),
      message: `${describe(section, row)}${issue.path.join('.')}: ${issue.message}`,
    });
  }
  return problems.length === before ? result.data : undefined;
}

export function describe(section: string, row: Row): string {
  const id = (row.value as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? `${section} "${id.slice(0, 60)}": ` : `${section}: `;
}
