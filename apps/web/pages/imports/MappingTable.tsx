/** What the columns of a table mean, as it was guessed and as somebody puts it right, with rows before and after. */
import type { TableList } from '@cordon/server/api';
import { Scroll } from '../../parts/Scroll.tsx';
import { fieldWord } from '../../words/estate.ts';
import { count, sentence } from '../../words/words.ts';

type Table = TableList['items'][number];
type Meaning = NonNullable<Table['columns'][number]['means']>;

/** By heading; of kinds, by the word that the table has. */
export interface Meanings {
  columns: Record<string, Meaning | null>;
  kinds: Record<string, string>;
}

const meanings = [
  ...['hostname', 'address', 'mac', 'serial', 'uuid'],
  ...['kind', 'os', 'support_ends', 'manufacturer', 'model', 'firmware'],
  ...['site', 'zone', 'system', 'location', 'owner', 'notes', 'power', 'sensor', 'attached_to', 'seen_at'],
] as Meaning[];
const kinds = [
  ...['workstation', 'laptop', 'server', 'domain-controller', 'hypervisor', 'backup', 'network', 'firewall'],
  ...['medical-device', 'printer', 'phone', 'appliance', 'gateway'],
];

export function meaningsOf(tables: readonly Table[]): Meanings {
  const columns = tables.flatMap((table) => table.columns);
  return { columns: Object.fromEntries(columns.map(({ column, means }) => [column, means])), kinds: {} };
}

/** As the door takes it. JSON, which is YAML as well. */
export const writeMapping = ({ columns, kinds: words }: Meanings): string =>
  JSON.stringify({
    columns: Object.fromEntries(Object.entries(columns).filter(([, means]) => means !== null)),
    kinds: words,
  });

const because = { heading: 'by its heading', content: 'by what is in it', stated: 'as you say' } as const;

interface MappingTableProps {
  tables: readonly Table[];
  meanings: Meanings;
  onChange(meanings: Meanings): void;
}

export function MappingTable({ tables, meanings: said, onChange }: MappingTableProps) {
  return tables.map((table) => (
    <section key={table.name} className="mapping">
      <h3>What the columns of {table.name} mean</h3>
      <p className="muted">
        The headings stand in line {count(table.header_line)}. What is guessed wrong, put right; what means
        nothing, leave out.
      </p>
      <Scroll label={`Columns of ${table.name}, table`}>
        <table className="table mapping-columns">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">For example</th>
              <th scope="col">Means</th>
            </tr>
          </thead>
          <tbody>
            {table.columns
              .filter(({ column }) => column.trim() !== '')
              .map((guess, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one heading, and their order stays.
                <tr key={`${i} ${guess.column}`}>
                  <th scope="row">{guess.column}</th>
                  <td className="wrap-anywhere">{guess.example}</td>
                  <td>
                    <select
                      aria-label={`What ${guess.column} means`}
                      value={said.columns[guess.column] ?? ''}
                      onChange={({ target }) =>
                        onChange({
                          ...said,
                          columns: {
                            ...said.columns,
                            [guess.column]: (target.value || null) as Meaning | null,
                          },
                        })
                      }
                    >
                      <option value="">Left out</option>
                      {meanings.map((one) => (
                        <option key={one} value={one}>
                          {fieldWord(one)}
                        </option>
                      ))}
                    </select>
                    {guess.because && said.columns[guess.column] === guess.means && (
                      <span className="under">{because[guess.because]}</span>
                    )}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </Scroll>
      {table.unknown_kinds.length > 0 && (
        <fieldset className="mapping-kinds">
          <legend>Words for kinds that Cordon does not know. What is left is imported as unknown.</legend>
          {table.unknown_kinds.map((word) => (
            <label key={word}>
              {word}{' '}
              <select
                value={said.kinds[word] ?? ''}
                onChange={({ target }) => {
                  const { [word]: _, ...others } = said.kinds;
                  onChange({
                    ...said,
                    kinds: target.value === '' ? others : { ...others, [word]: target.value },
                  });
                }}
              >
                <option value="">Unknown</option>
                {kinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {sentence(kind)}
                  </option>
                ))}
              </select>
            </label>
          ))}
        </fieldset>
      )}
      <Rows table={table} />
    </section>
  ));
}

/** Rows as they are in the file, and what is taken of each. */
function Rows({ table: { name, columns, before, after } }: { table: Table }) {
  return (
    <Scroll label={`Rows of ${name}, before and after, table`}>
      <table className="table mapping-rows">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">In the file</th>
            <th scope="col">Taken as</th>
          </tr>
        </thead>
        <tbody>
          {before.map(({ line, cells }, i) => (
            <tr key={line}>
              <th scope="row" className="numeric">
                {count(line)}
              </th>
              <td>
                {cells
                  .map((cell, n) => [columns[n]?.column, cell])
                  .filter(([, cell]) => cell !== '')
                  .map(([column, cell]) => `${column}: ${cell}`)
                  .join(' · ')}
              </td>
              <td>
                <Taken after={after[i]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Taken({ after }: { after: Table['after'][number] | undefined }) {
  if (!after || after.fields === null)
    return <strong className="unknown-word">Nothing says which device it is: the row is left out</strong>;
  return (
    <>
      {Object.entries(after.fields)
        .map(([field, value]) => `${fieldWord(field)}: ${value}`)
        .join(' · ')}
      <span className="under">Known as {after.known_as.join(', ')}</span>
    </>
  );
}
