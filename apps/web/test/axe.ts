/** What axe finds on a page: barriers for people who see little, use no mouse, or have a program read the page to them. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Of the engine that `AxeBuilder` brings. */
const engine = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve(
  'axe-core/axe.min.js',
);

/** The levels A and AA of WCAG 2.2, and of what it replaced. */
export const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** @param only tags or rules to look for; all that axe knows by default @returns each with the elements that it is about */
export async function barriersOf(
  page: Page,
  only: { tags?: string[]; rules?: string[] } = {},
): Promise<string[]> {
  // Once for each page that is opened: by itself the builder puts its half a megabyte there twice for every look.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(engine, 'utf8'));
  const axe = new AxeBuilder({ page, axeSource: 'undefined' })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] });
  if (only.tags) axe.withTags(only.tags);
  if (only.rules) axe.withRules(only.rules);
  const { violations } = await axe.analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map((node) => node.html.slice(0, 160))
        .join(' | ')}`,
  );
}
