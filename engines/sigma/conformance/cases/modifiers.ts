/** Every value modifier of Sigma 2.1: what it matches, and what it must not. */
import { type Comparison, comparisons, detectionCase, type MatchCase } from '../case.ts';

const wide = (text: string) => Buffer.from(text, 'utf16le');
const night = { T: '2026-01-04T23:07:59.123Z' };

const onHost = { selection: { 'Host|expand': '%Servers%' }, condition: 'selection' };
const servers = { Servers: ['srv-*', 'db1'] };
const inside = { selection: { 'Host|contains|expand': '%a%-%b%' }, condition: 'selection' };
const escaped = { selection: { 'F|expand': '\\%plain%name%' }, condition: 'selection' };

export const modifierCases: readonly MatchCase[] = [
  ...comparisons('plain values', [
    ['F', 'cmd.exe', { F: 'CMD.EXE' }, true],
    ['F', 'cmd.exe', { F: 'cmd.exe ' }, false],
    ['F', ['a', 'b'], { F: 'B' }, true],
    ['F', ['a', 'b'], { F: 'ab' }, false],
    ['F', 'x', {}, false],
    ['F', 'ÄRGER', { F: 'ärger' }, true],
    ['F', 'straße', { F: 'STRASSE' }, false],
  ]),

  ...comparisons('contains, startswith, endswith', [
    ['F|contains', 'whoami', { F: 'cmd /c WHOAMI /all' }, true],
    ['F|contains', 'whoami', { F: 'who ami' }, false],
    ['F|contains', ['x', 'am'], { F: 'whoami' }, true],
    ['F|startswith', 'C:\\', { F: 'c:\\temp' }, true],
    ['F|startswith', 'temp', { F: 'c:\\temp' }, false],
    ['F|endswith', '\\cmd.exe', { F: 'C:\\Windows\\cmd.EXE' }, true],
    ['F|endswith', '\\cmd.exe', { F: 'C:\\Windows\\xcmd.exe' }, false],
    ['F|endswith', 'Ž', { F: 'konež' }, true],
    ['F|contains', '一', { F: '第一章' }, true],
    ['F|contains', '一', { F: '第二章' }, false],
    ['F|contains', '', { F: 'anything' }, true],
    ['F|contains', '', {}, false],
  ]),

  ...comparisons('all', [
    ['F|contains|all', ['a', 'b'], { F: 'b-a' }, true],
    ['F|contains|all', ['a', 'b'], { F: 'a-a' }, false],
    ['F|all|contains', ['a', 'b'], { F: 'b-a' }, true],
    ['F|all', ['a*', '*b'], { F: 'ab' }, true],
    ['F|re|all', ['^a', 'b$'], { F: 'a--b' }, true],
    ['F|re|all', ['^a', 'b$'], { F: 'a--' }, false],
  ]),

  ...comparisons('cased', [
    ['F|cased', 'Cmd', { F: 'Cmd' }, true],
    ['F|cased', 'Cmd', { F: 'cmd' }, false],
    ['F|contains|cased', 'Cmd', { F: 'xCmdx' }, true],
    ['F|cased|contains', 'Cmd', { F: 'xcmdx' }, false],
    ['F|startswith|cased', 'Ab', { F: 'Abc' }, true],
    ['F|endswith|cased', 'bC', { F: 'abc' }, false],
    ['F|contains|cased|all', ['A', 'b'], { F: 'bA' }, true],
    ['F|contains|cased|all', ['A', 'b'], { F: 'ba' }, false],
    ['F|cased', 'A*c', { F: 'Abc' }, true],
    ['F|cased', 'A*c', { F: 'abc' }, false],
  ]),

  ...comparisons('exists', [
    ['F|exists', true, { F: 'x' }, true],
    ['F|exists', true, { F: '' }, true],
    ['F|exists', true, { F: null }, true],
    ['F|exists', true, {}, false],
    ['F|exists', false, {}, true],
    ['F|exists', false, { F: null }, false],
  ]),

  ...comparisons('neq', [
    ['F|neq', 'a', { F: 'b' }, true],
    ['F|neq', 'a', { F: 'A' }, false],
    ['F|neq', 'a', {}, true],
    ['F|neq', ['a', 'b'], { F: 'b' }, false],
    ['F|neq', ['a', 'b'], { F: 'c' }, true],
    ['F|contains|neq', 'a', { F: 'cat' }, false],
    ['F|neq|contains', 'a', { F: 'dog' }, true],
    ['F|contains|all|neq', ['a', 'b'], { F: 'a' }, true],
    ['F|contains|all|neq', ['a', 'b'], { F: 'ab' }, false],
    ['F|neq', 5, { F: '5' }, false],
    ['F|neq', 5, { F: 6 }, true],
    ['F|cidr|neq', '10.0.0.0/8', { F: '10.1.1.1' }, false],
    ['F|neq', null, { F: 'x' }, true],
    ['F|neq', null, {}, false],
  ]),

  ...comparisons('numbers', [
    ['F|gt', 5, { F: 6 }, true],
    ['F|gt', 5, { F: 5 }, false],
    ['F|gte', 5, { F: 5 }, true],
    ['F|lt', 5, { F: 4.5 }, true],
    ['F|lt', 5, { F: 5 }, false],
    ['F|lte', 5, { F: '5' }, true],
    ['F|gt', 5, { F: '10' }, true],
    ['F|gt', 5, { F: 'ten' }, false],
    ['F|gt', -1, { F: '' }, false],
    ['F|gt', 5, { F: 9007199254740993n }, true],
    ['F|gt', 15, { F: '0x10' }, true],
    ['F|gt', 5, {}, false],
    ['F|lt', [2, 4], { F: 3 }, true],
  ]),

  ...comparisons('re', [
    ['F|re', 'a.c', { F: 'xxabcxx' }, true],
    ['F|re', 'a.c', { F: 'ABC' }, false],
    ['F|re|i', 'a.c', { F: 'ABC' }, true],
    ['F|re', '(?i)a.c', { F: 'ABC' }, true],
    ['F|re', '^b', { F: 'a\nb' }, false],
    ['F|re|m', '^b', { F: 'a\nb' }, true],
    ['F|re|m', 'a$', { F: 'a\nb' }, true],
    ['F|re', 'a.b', { F: 'a\nb' }, false],
    ['F|re|s', 'a.b', { F: 'a\nb' }, true],
    ['F|re|i|s', 'A.B', { F: 'a\nb' }, true],
    ['F|re', 'a\\*b', { F: 'a*b' }, true],
    ['F|re', '\\d{3}', { F: 12345 }, true],
    ['F|re', 'c:\\\\temp', { F: 'c:\\temp' }, true],
    ['F|re', '[^a-c]x', { F: 'ax dx' }, true],
    ['F|re', ['^x', 'y$'], { F: 'ay' }, true],
  ]),

  ...comparisons('cidr', [
    ['F|cidr', '10.0.0.0/8', { F: '10.255.0.1' }, true],
    ['F|cidr', '10.0.0.0/8', { F: '11.0.0.1' }, false],
    ['F|cidr', '192.168.1.128/25', { F: '192.168.1.127' }, false],
    ['F|cidr', '192.168.1.7', { F: '192.168.1.7' }, true],
    ['F|cidr', '0.0.0.0/0', { F: '8.8.8.8' }, true],
    ['F|cidr', '10.0.0.0/8', { F: '10.0.0' }, false],
    ['F|cidr', '10.0.0.0/8', { F: '::ffff:10.1.2.3' }, true],
    ['F|cidr', '2001:db8::/32', { F: '2001:0DB8:0:1::5' }, true],
    ['F|cidr', '2001:db8::/32', { F: '2001:db9::1' }, false],
    ['F|cidr', 'fe80::/10', { F: 'febf::1' }, true],
    ['F|cidr', ['::1/128', '127.0.0.0/8'], { F: '::1' }, true],
    ['F|cidr', '::/0', { F: '10.0.0.1' }, false],
  ]),

  // "cordon" in Base64 at each offset, with the characters that hold neighbours cut off.
  ...comparisons('base64 and base64offset', [
    ['F|base64', 'cordon', { F: 'Y29yZG9u' }, true],
    ['F|base64|contains', 'cordon', { F: 'x Y29yZG9u x' }, true],
    ['F|base64', 'né', { F: Buffer.from('né').toString('base64') }, true],
    ...['', 'a', 'ab', 'abc'].flatMap((before): Comparison[] =>
      ['', 'z', 'zy'].map((after) => [
        'F|base64offset|contains',
        'http://evil',
        { F: Buffer.from(`${before}http://evil${after}`).toString('base64') },
        true,
      ]),
    ),
    ['F|base64offset|contains', 'http://evil', { F: Buffer.from('http://good').toString('base64') }, false],
  ]),

  ...comparisons('utf16, utf16le, utf16be, wide', [
    ['F|wide', 'ab', { F: 'a\0b\0' }, true],
    ['F|utf16le', 'ab', { F: 'a\0b\0' }, true],
    ['F|utf16be', 'ab', { F: '\0a\0b' }, true],
    ['F|utf16', 'ab', { F: '\xff\xfea\0b\0' }, true],
    ['F|wide|base64', 'ab', { F: wide('ab').toString('base64') }, true],
    ['F|wide|base64offset|contains', 'IEX', { F: wide('x IEX y').toString('base64') }, true],
    ['F|utf16le|base64offset|contains', 'IEX', { F: Buffer.from('x IEX y').toString('base64') }, false],
    ['F|utf16be|base64', 'ab', { F: wide('ab').swap16().toString('base64') }, true],
    ['F|utf16|base64', 'é', { F: Buffer.from([0xff, 0xfe, 0xe9, 0]).toString('base64') }, true],
  ]),

  ...comparisons('windash', [
    ...['-', '/', '–', '—', '―'].map(
      (dash): Comparison => ['F|contains|windash', ' -enc ', { F: `p ${dash}ENC x` }, true],
    ),
    ...['-', '/', '–', '—', '―'].map(
      (dash): Comparison => ['F|windash|contains', ' /enc ', { F: `p ${dash}enc x` }, true],
    ),
    ['F|contains|windash', ' -enc ', { F: 'p +enc x' }, false],
    ['F|contains|windash', '-a -b', { F: 'x /a –b' }, true],
    ['F|contains|windash', 'a-b', { F: 'a/b' }, false],
    ['F|windash|contains|all', ['-a', '-b'], { F: '/b /a' }, true],
    ['F|endswith|windash', ' -s', { F: 'x /s' }, true],
    ['F|windash', '* -s', { F: 'x /s' }, true],
  ]),

  ...comparisons('fieldref', [
    ['A|fieldref', 'B', { A: 'x', B: 'X' }, true],
    ['A|fieldref', 'B', { A: 'x', B: 'y' }, false],
    ['A|fieldref', 'B', { A: 'x' }, false],
    ['A|fieldref', 'B', {}, false],
    ['A|fieldref', 'B', { A: 5, B: '5' }, true],
    ['A|fieldref|cased', 'B', { A: 'x', B: 'X' }, false],
    ['A|fieldref|contains', 'B', { A: 'abc', B: 'B' }, true],
    ['A|fieldref|startswith', 'B', { A: 'abc', B: 'b' }, false],
    ['A|fieldref|endswith', 'B', { A: 'abc', B: 'bc' }, true],
    ['A|fieldref|neq', 'B', { A: 'x', B: 'y' }, true],
    ['A|fieldref|neq', 'B', { A: 'x', B: 'x' }, false],
    ['A|fieldref', ['B', 'C'], { A: 'x', B: 'y', C: 'x' }, true],
  ]),

  ...comparisons('time parts', [
    ['T|minute', 7, night, true],
    ['T|hour', 23, night, true],
    ['T|day', 4, night, true],
    ['T|week', 1, night, true],
    ['T|week', 2, { T: '2026-01-05' }, true],
    ['T|week', 53, { T: '2027-01-01 00:00:00' }, true],
    ['T|month', 1, night, true],
    ['T|year', 2026, night, true],
    ['T|hour|gte', 22, night, true],
    ['T|gte|hour', 22, night, true],
    ['T|hour|lt', 6, night, false],
    ['T|hour|neq', 23, night, false],
    ['T|hour', [22, 23], night, true],
    ['T|hour', 11, { T: '2026-07-28 11:45:48.862' }, true],
    ['T|hour', 11, { T: '2026-07-28' }, false],
    ['T|hour', 11, { T: 'yesterday' }, false],
    ['T|year', 2026, { T: 1_785_240_000 }, true],
    ['T|year', 2026, { T: 1_785_240_000_123 }, true],
    ['T|year', 2026, { T: '1785240000.123456' }, true],
  ]),

  detectionCase('expand', onHost, { Host: 'SRV-12' }, true, servers),
  detectionCase('expand', onHost, { Host: 'db1' }, true, servers),
  detectionCase('expand', onHost, { Host: 'ws1' }, false, servers),
  detectionCase('expand', inside, { Host: 'x 2-y z' }, true, { a: [1, 2], b: ['x', 'y'] }),
  detectionCase('expand', inside, { Host: 'x 2-z z' }, false, { a: [1, 2], b: ['x', 'y'] }),
  detectionCase('expand', escaped, { F: '%plainX' }, true, { name: ['X'] }),
  ...comparisons('expand', [['F', '%name%', { F: '%name%' }, true]]),
];
