import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

const own = readFileSync(new URL('./styles/tokens.css', import.meta.url), 'utf8');
const require = createRequire(import.meta.url);
const kit = readFileSync(require.resolve('nhsuk-frontend/dist/nhsuk/nhsuk-frontend.css'), 'utf8');

const colours = [...own.matchAll(/--nhs-([a-z0-9-]+): (#[0-9a-f]{6})/g)].map(
  ([, name, value]) => [name!, value!] as const,
);

it('has the palette of the NHS design system', () => {
  expect(colours.length).toBeGreaterThan(14);
  for (const [name, value] of colours) {
    const theirs = new RegExp(`--nhsuk-${name}-colour: ([^;]+);`).exec(kit)?.[1];
    expect([name, theirs === 'white' ? '#ffffff' : theirs]).toEqual([name, value]);
  }
});

it('asks no other origin for a font, and carries none that is licensed to NHS bodies', () => {
  expect(own).not.toMatch(/@font-face|https?:/);
  expect(/--font:[^;]+;/.exec(own)?.[0]).not.toMatch(/frutiger/i);
});
