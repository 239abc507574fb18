/** A file is dropped, what it would change is shown, what its columns mean is put right, and then it is imported. */
import { isRefusal } from '@cordon/client';
import type { ImportReport, TableList } from '@cordon/server/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ask } from '../../data.ts';
import { Field } from '../../parts/Field.tsx';
import { Problem } from '../../parts/States.tsx';
import { DropZone } from './DropZone.tsx';
import { MappingTable, type Meanings, meaningsOf, writeMapping } from './MappingTable.tsx';
import { Report } from './Report.tsx';

interface Chosen {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

interface Preview {
  /** null: nothing knows what the file is, unless somebody says what its columns mean. */
  report: ImportReport | null;
  refusal: unknown;
  tables: TableList['items'];
}

export function NewImport() {
  const queries = useQueryClient();
  const [chosen, choose] = useState<Chosen | null>(null);
  const [source, setSource] = useState('');
  const [byHand, setByHand] = useState(false);
  const [meanings, setMeanings] = useState<Meanings | null>(null);
  /** What was said was changed since it was looked at. */
  const [stale, setStale] = useState(false);
  const stop = useRef<AbortController | null>(null);

  const queryOf = (file: Chosen, said: Meanings | null) => ({
    name: file.name.slice(0, 200),
    ...(source.trim() !== '' && { source: source.trim() }),
    ...(byHand && { as: 'hand' }),
    ...(said && { mapping: writeMapping(said) }),
  });
  const look = useMutation({
    mutationFn: async ({ file, said }: { file: Chosen; said: Meanings | null }): Promise<Preview> => {
      stop.current = new AbortController();
      const { signal } = stop.current;
      const query = queryOf(file, said);
      const asked = { body: file.bytes, signal };
      const report = await ask('POST /estate/imports', { query: { ...query, dry: '1' }, ...asked }).catch(
        (error: unknown) => {
          if (isRefusal(error, 'NOT_KNOWN')) return error;
          throw error;
        },
      );
      const isRead = !(report instanceof Error);
      const isTable = !isRead || report.parts.some(({ kind }) => kind === 'table' || kind === 'hand');
      const { name, mapping } = query;
      const { items: tables } = isTable
        ? await ask('POST /estate/imports/tables', { query: { name, ...(mapping && { mapping }) }, ...asked })
        : { items: [] };
      return isRead ? { report, refusal: null, tables } : { report: null, refusal: report, tables };
    },
    onSuccess: ({ tables }, { said }) => {
      setMeanings(said ?? (tables.length > 0 ? meaningsOf(tables) : null));
      setStale(false);
    },
  });
  const isMapped = useRef(false);
  const make = useMutation({
    mutationFn: (file: Chosen) =>
      ask('POST /estate/imports', {
        query: queryOf(file, isMapped.current ? meanings : null),
        body: file.bytes,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['estate'] });
    },
  });

  const start = async (file: File) => {
    const read = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    choose(read);
    setMeanings(null);
    isMapped.current = false;
    make.reset();
    look.mutate({ file: read, said: null });
  };
  const again = () => {
    if (chosen) look.mutate({ file: chosen, said: isMapped.current ? meanings : null });
  };
  const forget = () => {
    stop.current?.abort();
    choose(null);
    look.reset();
    make.reset();
  };

  if (make.data && chosen)
    return (
      <section className="panel import-done" aria-labelledby="import-new">
        <h2 id="import-new">{chosen.name} was imported</h2>
        <Report report={make.data} done />
        <button type="button" className="button" onClick={forget}>
          Import another file
        </button>
      </section>
    );
  const preview = look.data;
  return (
    <section className="panel no-print" aria-labelledby="import-new">
      <h2 id="import-new">Import a file</h2>
      <DropZone
        chosen={chosen?.name ?? null}
        busy={look.isPending || make.isPending}
        onFile={(file) => void start(file)}
      />
      {look.isPending && (
        <div className="loading" role="status">
          <span className="loading-bar" aria-hidden="true" />
          Reading it and comparing it with what is known. A large export takes up to a minute; Cordon goes on
          meanwhile.
          <button type="button" className="button-plain" onClick={forget}>
            Stop
          </button>
        </div>
      )}
      {look.error && <Problem error={look.error} kept="Nothing was changed." />}
      {preview && chosen && !look.isPending && (
        <>
          {preview.refusal !== null && preview.tables.length === 0 && <Problem error={preview.refusal} />}
          {preview.refusal !== null && preview.tables.length > 0 && (
            <p className="unknown-note">
              <strong>It is a table, and its headings do not say what is in it.</strong> Say what its columns
              mean: one at least has to tell which device a row is about.
            </p>
          )}
          {meanings && preview.tables.length > 0 && (
            <MappingTable
              tables={preview.tables}
              meanings={meanings}
              onChange={(next) => {
                isMapped.current = true;
                setMeanings(next);
                setStale(true);
              }}
            />
          )}
          <div className="form import-about">
            <Field
              label="Name of the source (may be left empty)"
              hint="The next import under the same name replaces what this one says. Without a name it is the kind of file."
              maxLength={80}
              pattern="[\w.@/ \-]+"
              value={source}
              onValue={(text) => {
                setSource(text);
                setStale(true);
              }}
            />
            {preview.tables.length > 0 && (
              <label className="choice">
                <input
                  type="checkbox"
                  checked={byHand}
                  onChange={(event) => {
                    setByHand(event.target.checked);
                    setStale(true);
                  }}
                />
                It is our own word: believed above every tool, until a row says otherwise of the same asset
              </label>
            )}
            {(stale || preview.report === null) && (
              <button type="button" className="button button-secondary" onClick={again}>
                Look again, with this
              </button>
            )}
          </div>
          {preview.report && (
            <div className={stale ? 'import-preview list-stale' : 'import-preview'}>
              <h3>What it would change</h3>
              <Report report={preview.report} />
            </div>
          )}
          {make.error && <Problem error={make.error} kept="Nothing was imported." />}
          {preview.report && (
            <p className="import-act">
              <button
                type="button"
                className="button"
                disabled={stale || make.isPending}
                onClick={() => make.mutate(chosen)}
              >
                {make.isPending ? 'Importing' : 'Import it'}
              </button>
              <button type="button" className="button-plain" disabled={make.isPending} onClick={forget}>
                Leave it
              </button>
            </p>
          )}
        </>
      )}
    </section>
  );
}
