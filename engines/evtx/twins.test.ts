/** Risk: a field is read wrong. Checked against records that another reader (evtx_dump) turned into JSON. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type EvtxJson, type EvtxRecord, readEvtxBuffer } from './index.ts';
import { filesBelow, sharedData } from './testing/data.ts';

const data = sharedData('sigma/regression_data');

/** This twin was edited by hand: the log itself says `Explorer.EXE`. */
const edited = new Set(['ad691d92-15f2-4181-9aa4-723c74f9ddc3.json /Event/EventData/ParentCommandLine']);

describe.skipIf(!data)('SigmaHQ regression data', () => {
  test('every field of every record is as in its JSON twin', () => {
    const files = filesBelow(data!, '.json');
    const wrong: string[] = [];
    let records = 0;
    let leaves = 0;
    let fields = 0;
    for (const file of files) {
      const twins = readDocuments(readFileSync(file, 'utf8'));
      const { records: read, losses } = readEvtxBuffer(readFileSync(file.replace(/json$/, 'evtx')));
      const all = [...read];
      expect(losses).toEqual([]);
      expect(all.length, file).toBe(twins.length);
      for (const [i, record] of all.entries()) {
        records++;
        compare(record.toJSON(), twins[i]!, basename(file), '');
        compareFields(record, twins[i]!, basename(file));
      }
    }

    function compare(got: EvtxJson | undefined, want: EvtxJson | undefined, file: string, path: string) {
      if (isObject(got) && isObject(want)) {
        for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
          compare(got[key], want[key], file, `${path}/${key}`);
        }
        return;
      }
      leaves++;
      if (asTwin(got) !== asTwin(want) && !edited.has(`${file} ${path}`)) {
        wrong.push(`${file} ${path}: ${JSON.stringify(got)}, twin ${JSON.stringify(want)}`);
      }
    }

    function compareFields(record: EvtxRecord, twin: EvtxJson, file: string) {
      const event = (twin as Record<string, Record<string, EvtxJson>>).Event!;
      const eventData = event.EventData as Record<string, EvtxJson> | undefined;
      for (const [name, want] of Object.entries(eventData ?? {})) {
        if (name === '#attributes' || edited.has(`${file} /Event/EventData/${name}`)) continue;
        for (const alias of [name, name.replaceAll(' ', '')]) {
          fields++;
          const got = record.field(alias);
          if (asTwin(got as EvtxJson) !== asTwin(want))
            wrong.push(`${file} field ${alias}: ${got}, twin ${want}`);
        }
      }
      const system = event.System as Record<string, EvtxJson>;
      for (const name of [
        'EventID',
        'Channel',
        'Computer',
        'Level',
        'Task',
        'Opcode',
        'Keywords',
        'Version',
      ]) {
        fields++;
        if (record.field(name) !== system[name]) wrong.push(`${file} field ${name}: ${record.field(name)}`);
      }
      if (record.eventId !== system.EventID || record.channel !== system.Channel)
        wrong.push(`${file} accessors`);
    }

    console.log(
      `${files.length} twins, ${records} records: ${leaves} JSON values and ${fields} fields, ${wrong.length} wrong`,
    );
    expect(wrong).toEqual([]);
    expect(records).toBeGreaterThanOrEqual(files.length);
  });
});

/**
 * What the twins leave out: they cut times to microseconds (one to nine digits) and trailing blanks of text.
 * Everything else must be equal, types included.
 */
function asTwin(value: EvtxJson | undefined): EvtxJson | undefined {
  if (typeof value !== 'string') return value;
  const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})\d{0,3}Z$/.exec(value);
  return time ? `${time[1]}Z` : value.trimEnd();
}

function isObject(value: EvtxJson | undefined): value is { [key: string]: EvtxJson } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The files hold one JSON document after another, each starting with a brace in the first column. */
function readDocuments(json: string): EvtxJson[] {
  return json
    .split(/^(?=\{)/m)
    .filter((part) => part.trim() !== '')
    .map((part) => JSON.parse(part) as EvtxJson);
}
