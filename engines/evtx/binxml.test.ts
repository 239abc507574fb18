/** Risk: binary XML that few writers produce is read wrong, or takes the record with it. */
import { describe, expect, test } from 'vitest';
import { readEvtxChunk } from './index.ts';
import {
  type Content,
  type CraftValue,
  cdata,
  charRef,
  createCraft,
  fragment,
  nothing,
  sub,
  text,
} from './testing/craft.ts';

/** One record: `<Event><System><EventID>…<Channel>…</System> …rest… </Event>` with values 0 and 1 for System. */
function read(
  build: (craft: ReturnType<typeof createCraft>) => {
    rest: Content[];
    values?: CraftValue[];
    count?: number;
  },
) {
  const craft = createCraft();
  const { rest, values = [], count } = build(craft);
  const system = craft.element('System', {}, [
    craft.element('EventID', { Qualifiers: sub(2, true) }, [sub(0)]),
    craft.element('Channel', {}, [sub(1)]),
  ]);
  const template = craft.template(craft.element('Event', {}, [system, ...rest]));
  const eventId = { type: 6, bytes: Buffer.of(0x10, 0x12) };
  const all = [eventId, text('Security'), nothing, ...values];
  craft.record(craft.instance(template, all, count));
  const { records, losses } = readEvtxChunk(craft.finish(), 0, 0);
  return {
    record: records[0],
    losses,
    json: records[0] && (records[0].toJSON() as { Event: Record<string, unknown> }).Event,
  };
}

describe('text in templates', () => {
  test('literals, substitutions, character and entity references and CDATA are joined', () => {
    const { record } = read((craft) => ({
      rest: [
        craft.element('EventData', {}, [
          craft.element('Data', { Name: 'Mixed' }, [
            'a',
            sub(3),
            charRef(38),
            craft.entity('lt'),
            cdata('c'),
          ]),
          craft.element(
            'Data',
            { Name: 'Entities' },
            ['amp', 'gt', 'quot', 'apos', 'odd'].map((name) => craft.entity(name)),
          ),
        ]),
      ],
      values: [text('X')],
    }));
    expect(record?.field('Mixed')).toBe('aX&<c');
    expect(record?.field('Entities')).toBe('&>"\'&odd;');
  });

  test('an attribute value may come from the record, also the name of a Data element', () => {
    const { record, json } = read((craft) => ({
      rest: [craft.element('EventData', {}, [craft.element('Data', { Name: sub(3) }, [sub(4)])])],
      values: [text('Dynamic'), text('value')],
    }));
    expect(record?.field('Dynamic')).toBe('value');
    expect(json?.EventData).toEqual({ Dynamic: 'value' });
  });
});

describe('optional substitutions', () => {
  test('a null attribute is left out, a null text is null', () => {
    const { record, json } = read((craft) => ({
      rest: [craft.element('EventData', {}, [craft.element('Data', { Name: 'Gone' }, [sub(3, true)])])],
      values: [nothing],
    }));
    expect(json?.System).toEqual({ EventID: 0x1210, Channel: 'Security' });
    expect(record?.field('Gone')).toBeNull();
    expect(record?.field('Qualifiers')).toBeNull();
  });
});

describe('fragments in values', () => {
  test('a template inside a value, inside a value', () => {
    const { record, losses } = read((craft) => {
      const inner = craft.template(craft.element('Inner', {}, [sub(0)]));
      const outer = craft.template(
        craft.element('Outer', {}, [craft.element('Before', {}, [sub(1)]), sub(0, true, 0x21)]),
      );
      const nested = fragment(craft.instance(inner, [text('deep')]));
      return {
        rest: [craft.element('UserData', {}, [sub(3, true, 0x21)])],
        values: [fragment(craft.instance(outer, [nested, text('shallow')]))],
      };
    });
    expect(losses).toEqual([]);
    expect(record?.field('Inner')).toBe('deep');
    expect(record?.field('Before')).toBe('shallow');
  });

  test.each([true, false])('elements without a template, with a dependency id: %s', (dependency) => {
    const { record, losses } = read((craft) => {
      const name = craft.element('Leaf', {}, ['text'], dependency);
      return { rest: [craft.element('UserData', {}, [sub(3, true, 0x21)])], values: [fragment(name)] };
    });
    expect(losses).toEqual([]);
    expect(record?.field('Leaf')).toBe('text');
  });

  test('a damaged one costs its own fields only, and is named', () => {
    const { record, losses } = read((craft) => ({
      rest: [craft.element('UserData', {}, [sub(3, true, 0x21)])],
      values: [fragment(Buffer.of(0x0f, 1, 1, 0, 0x3c, 0, 0))],
    }));
    expect(record?.eventId).toBe(0x1210);
    expect(losses).toMatchObject([{ reason: 'record-fragment', recordsLost: 0, recordId: 1 }]);
  });
});

describe('lists', () => {
  const strings = { type: 0x81, bytes: Buffer.from('one\0\0three\0', 'utf16le') };

  test('an array of strings in one unnamed Data is a list', () => {
    const { record, json } = read((craft) => ({
      rest: [craft.element('EventData', {}, [craft.element('Data', {}, [sub(3, true, 0x81)])])],
      values: [strings],
    }));
    expect(record?.field('Data')).toEqual(['one', '', 'three']);
    expect(json?.EventData).toEqual({ Data: { '#text': ['one', '', 'three'] } });
  });

  test('several unnamed Data elements are one list', () => {
    const { record } = read((craft) => ({
      rest: [
        craft.element(
          'EventData',
          {},
          [3, 4].map((index) => craft.element('Data', {}, [sub(index, true)])),
        ),
      ],
      values: [text('first'), text('second')],
    }));
    expect(record?.field('Data')).toEqual(['first', 'second']);
  });

  test('a Data element called Data does not swallow the unnamed ones', () => {
    const { json } = read((craft) => ({
      rest: [
        craft.element('EventData', {}, [
          craft.element('Data', { Name: 'Data' }, [sub(3, true)]),
          craft.element('Data', {}, ['x']),
        ]),
      ],
      values: [nothing],
    }));
    expect(json?.EventData).toEqual({ Data: null, Data_1: { '#text': 'x' } });
  });
});

describe('lists of values that are cut short', () => {
  test('a record with fewer values than its template asks for has nulls', () => {
    const { record, losses } = read((craft) => ({
      rest: [craft.element('EventData', {}, [craft.element('Data', { Name: 'Late' }, [sub(9, true)])])],
    }));
    expect(losses).toEqual([]);
    expect(record?.eventId).toBe(0x1210);
    expect(record?.field('Late')).toBeNull();
  });

  test('a list that says it is longer than its record loses that record, by name', () => {
    const { record, losses } = read((craft) => ({
      rest: [craft.element('EventData', {}, [craft.element('Data', { Name: 'Late' }, [sub(900, true)])])],
      count: 0x10_0000,
    }));
    expect(record).toBeUndefined();
    expect(losses).toMatchObject([{ reason: 'record-body', recordsLost: 1, recordId: 1 }]);
  });

  test('a value larger than what is left is null, and said', () => {
    const { record, losses } = read((craft) => ({
      rest: [craft.element('EventData', {}, [craft.element('Data', { Name: 'Cut' }, [sub(3, true)])])],
      values: [{ ...text('abc'), size: 0x4000 }],
    }));
    expect(record?.channel).toBe('Security');
    expect(record?.field('Cut')).toBeNull();
    expect(losses).toMatchObject([{ reason: 'record-values', recordsLost: 0 }]);
  });
});

test('trailing NULs are trimmed, those inside are kept, odd lengths do not matter', () => {
  const { record } = read((craft) => ({
    rest: [
      craft.element(
        'EventData',
        {},
        [3, 4, 5].map((index) => craft.element('Data', { Name: `n${index}` }, [sub(index)])),
      ),
    ],
    values: [
      text('end\0\0'),
      { type: 1, bytes: Buffer.concat([Buffer.from('a\0b', 'utf16le'), Buffer.of(0x41)]) },
      { type: 2, bytes: Buffer.from('ansi\xe9\0', 'latin1') },
    ],
  }));
  expect(record?.field('n3')).toBe('end');
  expect(record?.field('n4')).toBe('a\0b');
  expect(record?.field('n5')).toBe('ansié');
});

test('sizes, system times and values shorter than their type', () => {
  const bytes = (hex: string, type: number): CraftValue => ({ type, bytes: Buffer.from(hex, 'hex') });
  const cases: [CraftValue, unknown][] = [
    [bytes('2a000000', 0x10), '0x2a'],
    [bytes('2a00000001000000', 0x10), '0x10000002a'],
    [bytes('2a00000001000000', 0x90), ['0x10000002a']],
    [bytes('ea0703000100020003000400050006 00'.replaceAll(' ', ''), 0x12), '2026-03-02T03:04:05.006Z'],
    [bytes('0100', 0x08), null],
    [bytes('01', 0x0d), true],
    [bytes('0102', 0x13), '0102'],
    [bytes('00000000', 0x0b), 0],
    [bytes('010500000000000515000000', 0x13), '010500000000000515000000'],
    [bytes('ff', 0x55), 'FF'],
    [bytes('0000', 0x83), [0, 0]],
  ];
  const { record } = read((craft) => ({
    rest: [
      craft.element(
        'EventData',
        {},
        cases.map((_, i) => craft.element('Data', { Name: `v${i}` }, [sub(3 + i)])),
      ),
    ],
    values: cases.map(([value]) => value),
  }));
  for (const [i, [, want]] of cases.entries()) expect(record?.field(`v${i}`), `case ${i}`).toEqual(want);
});

test('a time kept as text, as in forwarded events, is the time of the event', () => {
  const craft = createCraft();
  const system = craft.element('System', {}, [
    craft.element('EventID', {}, ['4624']),
    craft.element('TimeCreated', { SystemTime: '2021-11-19T16:52:33.833733512Z' }),
  ]);
  craft.record(craft.element('Event', {}, [system]));
  const [record] = readEvtxChunk(craft.finish(), 0, 0).records;
  expect(record?.eventId).toBe(4624);
  expect(record?.timeCreated).toBe('2021-11-19T16:52:33.8337335Z');
  expect(record?.field('TimeCreated')).toBe('2021-11-19T16:52:33.833733512Z');
});
