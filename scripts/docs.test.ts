/** Risk: a page that says what Cordon withstands goes on saying it after the test, the file or the requirement behind it is gone. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const pages = ['threat-model', 'asvs', 'keys'];
const textOf = (page: string): string => readFileSync(new URL(`docs/${page}.md`, root), 'utf8');
const inProject = /^(apps|modules|engines|platform|content|docs|bench|scripts|\.ci)\/[\w./-]+$/;
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, quoted]) => quoted!).filter((quoted) => inProject.test(quoted));
const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

it.each(pages)('every path that docs/%s.md names is there', (page) => {
  const paths = pathsIn(textOf(page));
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

describe('the threat model', () => {
  const boundaries = textOf('threat-model').split(/^### /m).slice(1);
  it.each(boundaries.map((text) => [text.split('\n')[0]!, text]))(
    'at "%s": every kind of threat is met by a test, and what remains is said',
    (_title, text) => {
      const rows = text.split('\n').filter((line) => /^\| [STRIDE] \|/.test(line));
      expect([...new Set(rows.map((row) => row[2]))].sort().join('')).toBe('DEIRST');
      for (const row of rows) {
        const tests = pathsIn(cellsOf(row)[3]!);
        expect(tests.length, row).toBeGreaterThan(0);
        for (const test of tests) expect(test, row).toMatch(/\.test\.tsx?$/);
      }
      expect(text).toContain('**What remains.**');
    },
  );
  it('has all nine boundaries of the picture', () => {
    expect(boundaries.map((text) => text[0])).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });
});

describe('the self-assessment against ASVS 5.0', () => {
  const text = textOf('asvs');
  const rows = text
    .split('\n')
    .filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line))
    .map(cellsOf);

  it('has each requirement of levels 1 and 2 once, with a state and what it rests on', () => {
    expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length);
    expect(rows).toHaveLength(253);
    for (const [id, what, state, evidence] of rows) {
      expect(['met', 'partly', '**not met**', 'not applicable'], id).toContain(state);
      expect(what, id).toBeTruthy();
      expect(evidence, id).toBeTruthy();
    }
  });

  it('counts right', () => {
    const said = /\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|/.exec(text)!.slice(1).map(Number);
    const states = ['met', 'partly', '**not met**', 'not applicable'];
    expect(said).toEqual(states.map((state) => rows.filter((row) => row[2] === state).length));
  });
});
