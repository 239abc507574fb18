/** Guards: a layer that Navigator refuses to open, and one that shows less than was found. */
import { type Finding, loadAttack, openRules, replayFixtures, techniquesOf } from '@cordon/detection';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLayer } from './navigator.ts';

const Colour = z.string().regex(/^#[0-9a-f]{6}$/);
/** After LAYERFORMATv4_5 of the Navigator. */
const Layer = z.strictObject({
  name: z.string().min(1),
  versions: z.strictObject({
    attack: z.string().regex(/^\d+$/),
    navigator: z.string().regex(/^[5-9]\./),
    layer: z.literal('4.5'),
  }),
  domain: z.literal('enterprise-attack'),
  description: z.string(),
  sorting: z.number().int().min(0).max(3),
  layout: z.strictObject({
    layout: z.enum(['side', 'flat', 'mini']),
    showID: z.boolean(),
    showName: z.boolean(),
    expandedSubtechniques: z.enum(['none', 'all', 'annotated']),
  }),
  hideDisabled: z.boolean(),
  techniques: z.array(
    z.strictObject({
      techniqueID: z.string().regex(/^T\d{4}(\.\d{3})?$/),
      score: z.number(),
      color: Colour,
      comment: z.string(),
      enabled: z.boolean(),
    }),
  ),
  gradient: z
    .strictObject({ colors: z.array(Colour).min(2), minValue: z.number(), maxValue: z.number() })
    .refine(({ minValue, maxValue }) => maxValue > minValue),
  legendItems: z.array(z.strictObject({ label: z.string(), color: Colour })),
  metadata: z.array(z.strictObject({ name: z.string(), value: z.string() })),
});

describe('--format navigator', () => {
  const findings: Finding[] = [];
  beforeAll(async () => {
    const { ruleSet } = await openRules([projectPath('content', 'rules')], testCache);
    for await (const { findings: found } of replayFixtures(ruleSet)) findings.push(...found);
  });
  const layerOf = (of: readonly Finding[]) => {
    const { add, layer } = createLayer(loadAttack());
    for (const finding of of) add(finding);
    return Layer.parse(JSON.parse(JSON.stringify(layer(['logs'], '2026-11-25T00:00:00.000Z'))));
  };

  it('opens, also when nothing was found', () => {
    expect(layerOf([]).techniques).toEqual([]);
    expect(layerOf(findings).metadata[0]?.value).toContain('The MITRE Corporation');
  });

  it('counts every technique of every finding once', () => {
    const scores = layerOf(findings).techniques.reduce((sum, { score }) => sum + score, 0);
    expect(scores).toBe(findings.reduce((sum, { tags }) => sum + techniquesOf(tags).length, 0));
  });

  it('shows the worst level of a technique, and the rules behind it with the most frequent first', () => {
    const made = (title: string, level: Finding['level']) => ({
      ...findings[0]!,
      title,
      level,
      tags: ['attack.t1490'],
    });
    const [first] = layerOf([
      made('Often', 'low'),
      made('Often', 'low'),
      made('Once', 'critical'),
      made('Late', 'medium'),
    ]).techniques;
    expect(first).toMatchObject({ techniqueID: 'T1490', score: 4, color: '#d5281b' });
    expect(first?.comment.split('\n')).toEqual(['2 × Often', '1 × Once', '1 × Late']);
  });
});
