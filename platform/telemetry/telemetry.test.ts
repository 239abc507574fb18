import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { fault } from '../fault/index.ts';
import { createLogger, isNhsNumber, redact } from './index.ts';

function capture(): { lines: string[]; to: Writable } {
  const lines: string[] = [];
  const to = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, to };
}

test('secrets and patients never reach the log, however they are spelled and wherever they stand', () => {
  const { lines, to } = capture();
  const log = createLogger('test', { to }).child({ api_key: 'k-123' });
  log.info(
    {
      headers: { Authorization: 'Bearer abc', 'set-cookie': ['sid=1'], accept: 'text/html' },
      deep: { list: [{ NHS_Number: '943 476 5919', ward: 'A1' }] },
      said: 'patient 9434765919 moved',
      request: { patient: { name: 'Someone' } },
    },
    'saw 943-476-5919 in the feed',
  );
  // The time of day may hold any digits.
  const line = lines.join('').replace(/"time":"[^"]*"/, '');
  for (const leak of ['k-123', 'Bearer', 'sid=1', '943', 'Someone']) expect(line).not.toContain(leak);
  for (const kept of ['text/html', 'A1', 'moved', 'in the feed', 'test']) expect(line).toContain(kept);
  expect(() => JSON.parse(lines[0] as string)).not.toThrow();
});

test('only numbers that are NHS numbers by their check digit are hidden', () => {
  expect(isNhsNumber('943 476 5919')).toBe(true);
  expect(isNhsNumber('943 476 5918')).toBe(false);
  expect(redact('event 1774747800 at 9434765919')).toBe('event 1774747800 at [hidden]');
});

test('what is too deep, too long, circular or no JSON does not break a line', () => {
  const circle: Record<string, unknown> = { big: 12n, bytes: Buffer.alloc(5), text: 'x'.repeat(5_000) };
  circle.self = circle;
  circle.list = Array(100).fill(1);
  const { lines, to } = capture();
  createLogger('test', { to }).warn(circle, 'still here');
  const line = JSON.parse(lines[0] as string);
  expect(line).toMatchObject({ level: 'warn', msg: 'still here', big: '12', bytes: '[5 bytes]' });
  expect(line.text).toContain('(5000 characters)');
  expect(line.list).toHaveLength(51);
});

test('a fault is logged with its code and what to do next', () => {
  const { lines, to } = capture();
  createLogger('test', { to }).error({ err: fault('LOG_FULL', 'No room.', 'Make room.') }, 'failed');
  expect(JSON.parse(lines[0] as string).err).toMatchObject({
    code: 'LOG_FULL',
    message: 'No room.',
    next: 'Make room.',
  });
});

test('a request is logged without its headers and its search, and other objects by their kind', () => {
  const request = Object.assign(Object.create({}), {
    method: 'GET',
    url: '/api/v1/findings?q=Jones',
    headers: { cookie: 'sid=1' },
  });
  expect(redact({ req: request, map: new Map([['patient', 'Someone']]) })).toEqual({
    req: { method: 'GET', url: '/api/v1/findings' },
    map: '[Map]',
  });
});
