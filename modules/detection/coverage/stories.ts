/** The stories beside a correlation: records over time on which it must come true, and their neighbours on which it must not. */
import type { SigmaCorrelation } from '@cordon/sigma';
import { z } from 'zod';

const start = Date.UTC(2026, 4, 14, 0, 30);

const Duration = z.string().regex(/^\d+[smhd]$/);
/** `times` records, `every` so long, `after` the last one before. */
const Entry = z.strictObject({
  record: z.record(z.string(), z.unknown()).optional(),
  text: z.string().min(1).optional(),
  times: z.int().positive().default(1),
  every: Duration.default('1s'),
  after: Duration.default('1s'),
});
const Story = z.strictObject({ why: z.string().min(1), events: z.array(Entry).min(1) });
export const Stories = z.strictObject({ fires: z.array(Story).min(1), silent: z.array(Story).min(1) });
export type Story = z.infer<typeof Story>;

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const msOf = (duration: string): number => Number(duration.slice(0, -1)) * unitMs[duration.at(-1)!]!;

export const storiesOf = ({ file }: SigmaCorrelation): string => file.replace(/\.ya?ml$/, '.fixtures.yaml');

/** The lines of a story, with `{time}` (ISO 8601), `{epoch}` (seconds) and `{n}` (counting from 1) filled in. */
export function linesOf(story: Story): string[] {
  const lines: string[] = [];
  let at = start;
  for (const { record, text, times, every, after } of story.events) {
    const template = text ?? JSON.stringify(record);
    for (let n = 1; n <= times; n++) {
      at += msOf(n === 1 ? after : every);
      const line = template
        .replaceAll('{time}', new Date(at).toISOString())
        .replaceAll('{epoch}', (at / 1000).toFixed(3))
        .replaceAll('{n}', String(n));
      lines.push(line.endsWith('\n') ? line : `${line}\n`);
    }
  }
  return lines;
}

/** It and those it is made of: alone, so that one which is also part of another still speaks for itself. */
export function restingOn(
  correlation: SigmaCorrelation,
  all: readonly SigmaCorrelation[],
): SigmaCorrelation[] {
  const parts = all.filter(({ id, name = id }) =>
    correlation.rules.some((rule) => rule === id || rule === name),
  );
  return [correlation, ...parts.flatMap((part) => restingOn(part, all))];
}
