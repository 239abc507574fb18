/** `cordon estate entries`: every way in from outside, and what is asked there. */
import { type EntryFinding, judgeEntries } from '@cordon/estate';
import { openMerged } from './estate-evidence.ts';
import { exitCodes } from './exit-codes.ts';
import { columns } from './output/columns.ts';
import { plain } from './output/plain.ts';

export interface EntriesCommand {
  estate: string;
  /** Exports of sensors, for what they saw come in. */
  import: readonly string[];
  format: 'table' | 'json';
}

/** Exit code: 1 when any way in is not covered, so that a nightly run can tell. */
export async function entriesCommand({ format, ...command }: EntriesCommand): Promise<number> {
  const day = new Date().toISOString().slice(0, 10);
  const { registers, estate, merged, told } = await openMerged(command);
  const found = judgeEntries(estate, registers, day, merged?.flows ?? []);
  for (const line of told) process.stderr.write(`${plain(line)}\n`);
  process.stdout.write(format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : textOf(found));
  return found.every(({ state }) => state === 'covered') ? exitCodes.nothing : exitCodes.findings;
}

const marks: Record<EntryFinding['state'], string> = {
  unexplained: '!!',
  unknown: '!!',
  'password only': '! ',
  lapsed: '* ',
  covered: '  ',
};

function textOf(found: readonly EntryFinding[]): string {
  if (found.length === 0)
    return 'No way in from outside is known: neither a row of registers.yaml nor a flow from a zone of kind internet.\n';
  const rows = columns([
    ['', 'STATE', 'SECOND FACTOR', 'OWNER', 'REVIEWED', 'WAY IN'],
    ...found.map(({ state, entry, name }) => [
      marks[state],
      state,
      entry === null ? 'unknown' : (entry.second_factor ?? 'unknown'),
      entry?.owner ?? 'nobody',
      entry?.reviewed_on ?? 'never',
      `${name}${entry?.privileged ? ' (administrators)' : ''}`,
    ]),
  ]);
  const lines = found.flatMap(({ why, flows, exceptions }, i) => [
    rows[i + 1]!,
    ...why.map((text) => `    ${text}`),
    ...flows.map(({ id, to, protocol, ports }) => `    ${id}: to ${to}, ${protocol} ${ports.join(' ')}`),
    ...exceptions
      .filter(({ valid }) => valid)
      .map(({ exception, why: because }) => `    Exception: ${exception.who}, ${because}`),
  ]);
  return `${[rows[0]!, ...lines].map(plain).join('\n')}\n`;
}
