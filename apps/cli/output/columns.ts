/** Rows of words as a table for a terminal: each column as wide as its widest cell, the last as wide as it likes. */
import { plain } from './plain.ts';

/** @param right columns whose cells are numbers, by their place from 0 */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const shown = rows.map((row) => row.map(plain));
  const widths: number[] = [];
  for (const row of shown) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return shown.map((row) =>
    row
      .map((cell, i) => {
        if (right.includes(i)) return cell.padStart(widths[i]!);
        return i === row.length - 1 ? cell : cell.padEnd(widths[i]!);
      })
      .join('  ')
      .trimEnd(),
  );
}
