/** Risk: a small file made to hurt takes all the time or memory there is. */
import { expect, test } from 'vitest';
import { readEvtxChunk } from './index.ts';
import { createCraft, fragment, sub, text } from './testing/craft.ts';

/** Reads a chunk, renders all of it, and gives what was said. Fails when that takes more than five seconds. */
function endure(craft: ReturnType<typeof createCraft>) {
  const start = performance.now();
  const { records, losses } = readEvtxChunk(craft.finish(), 0, 0);
  let size = 0;
  for (const record of records) {
    size += JSON.stringify(record).length;
    for (const name of record.fieldNames()) size += String(record.field(name)).length;
  }
  expect(performance.now() - start).toBeLessThan(5_000);
  expect(size).toBeLessThan(64 * 1024 * 1024);
  return { records, reasons: losses.map((loss) => `${loss.reason}: ${loss.detail}`) };
}

test('elements nested without end are refused', () => {
  const craft = createCraft();
  let element = craft.element('x');
  for (let i = 0; i < 300; i++) element = craft.element('x', {}, [element]);
  craft.record(craft.instance(craft.template(element), []));
  expect(endure(craft).reasons[0]).toContain('nested deeper');
});

test('fragments nested without end are cut, and the rest is read', () => {
  const craft = createCraft();
  const template = craft.template(
    craft.element('Event', {}, [sub(0, true, 0x21), craft.element('Leaf', {}, [sub(1)])]),
  );
  let body = craft.instance(template, [text(''), text('end')]);
  for (let i = 0; i < 100; i++) body = craft.instance(template, [fragment(body), text(`level ${i}`)]);
  craft.record(body);
  const { records, reasons } = endure(craft);
  expect(records).toHaveLength(1);
  expect(reasons[0]).toContain('nested deeper');
});

test('a fragment shown many times does not multiply', () => {
  const craft = createCraft();
  const template = craft.template(
    craft.element(
      'Event',
      {},
      Array.from({ length: 10 }, () => sub(0, true, 0x21)),
    ),
  );
  let body = craft.instance(template, [text('x'.repeat(1_000))]);
  for (let i = 0; i < 7; i++) body = craft.instance(template, [fragment(body)]);
  craft.record(body);
  expect(endure(craft).reasons[0]).toContain('more than once');
});

test('a value shown thousands of times is refused', () => {
  const craft = createCraft();
  const parts = Array.from({ length: 3_000 }, () => sub(0));
  craft.record(craft.instance(craft.template(craft.element('Event', {}, parts)), [text('x'.repeat(10_000))]));
  expect(endure(craft).reasons[0]).toContain('more than 16 times');
});

test('a template of thousands of tokens is refused', () => {
  const craft = createCraft(0x1000);
  const parts = Array.from({ length: 4_200 }, () => 'x');
  craft.record(craft.instance(craft.template(craft.element('Event', {}, parts)), []));
  expect(endure(craft).reasons[0]).toContain('tokens');
});

test('an index of a value that nobody could have is refused', () => {
  const craft = createCraft();
  const template = craft.template(craft.element('Event', {}, [sub(65_000)]));
  for (let i = 0; i < 900; i++) craft.record(craft.instance(template, []));
  const { records, reasons } = endure(craft);
  expect(records).toHaveLength(0);
  expect(reasons[0]).toContain('value 65000');
});

test('templates that overlap are read a bounded number of times', () => {
  const craft = createCraft();
  const template = craft.template(
    craft.element(
      'Event',
      {},
      Array.from({ length: 800 }, () => craft.element('x', {}, ['y'])),
    ),
  );
  // Each record claims a definition one byte further on: all of them long, hardly any of them sound.
  for (let i = 0; i < 900; i++) craft.record(craft.instance(template + (i % 200), []));
  const { reasons } = endure(craft);
  expect(reasons.some((reason) => reason.includes('overlap'))).toBe(true);
});

test('field names that are new in each record stay quick', () => {
  const craft = createCraft();
  const names = Array.from({ length: 12 }, (_, i) => i);
  const template = craft.template(
    craft.element(
      'Event',
      {},
      names.map((i) => craft.element('Data', { Name: sub(i) }, ['x'])),
    ),
  );
  for (let n = 0; n < 150; n++)
    craft.record(
      craft.instance(
        template,
        names.map((i) => text(`n${n}-${i}`)),
      ),
    );
  const { records } = endure(craft);
  expect(records).toHaveLength(150);
  expect(records[149]!.field('n149-3')).toBe('x');
});

test('a chunk full of signatures is searched once', () => {
  const chunk = Buffer.alloc(0x10000, Buffer.of(0x2a, 0x2a, 0, 0));
  const start = performance.now();
  const { records, losses } = readEvtxChunk(chunk, 0, 0);
  expect(performance.now() - start).toBeLessThan(5_000);
  expect(records).toEqual([]);
  expect(losses.length).toBeGreaterThan(0);
});
