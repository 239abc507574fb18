import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight } from './highlight.ts';

const marked = (found: string, wanted: string, test: string) =>
  highlight(found, wanted, test)
    .map((segment) => (segment.hit ? `[${segment.text}]` : segment.text))
    .join('');

describe('the part of a value that made a rule fire is marked', () => {
  it.each([
    ['powershell.exe -ENC abc', ' -enc ', 'contains', 'powershell.exe[ -ENC ]abc'],
    ['a-enc-enc', '-enc', 'contains|all', 'a[-enc][-enc]'],
    ['C:\\Windows\\lsass.exe', '\\lsass.exe', 'endswith', 'C:\\Windows[\\lsass.exe]'],
    ['\\MSSE-44-server', '\\msse-', 'startswith', '[\\MSSE-]44-server'],
    ['4625', '4625', 'equals', '[4625]'],
    ['C:\\Users\\a\\evil.exe', 'C:\\Users\\*.exe', 'equals', '[C:\\Users\\]a\\evil[.exe]'],
  ])('%s for %s (%s)', (found, wanted, test, expected) => {
    expect(marked(found, wanted, test)).toBe(expected);
  });

  it('marks the whole value where plain comparison cannot find the place', () => {
    expect(marked('10.20.27.114', '10.20.24.0/21', 'cidr')).toBe('[10.20.27.114]');
    expect(marked('aaaaaaaaaaaaaaaaaaaaaaaa!', '(a+)+$', 're')).toBe('[aaaaaaaaaaaaaaaaaaaaaaaa!]');
    expect(marked('something', 'elsewhere', 'contains')).toBe('[something]');
  });

  it('does not shift marks where lower case is longer than the text', () => {
    expect(marked('İİ-enc', '-enc', 'contains')).toBe('İİ[-enc]');
  });
});

it('never loses or invents a character, whatever the rule and the record hold', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('contains', 'startswith', 'endswith', 'equals', 're', 'contains|all|windash'),
      (found, wanted, test) => {
        expect(
          highlight(found, wanted, test)
            .map(({ text }) => text)
            .join(''),
        ).toBe(found);
      },
    ),
  );
});
