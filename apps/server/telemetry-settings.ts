/** `telemetry:` in `cordon.yaml`: where traces go. Nothing is recorded without it. */
import { hostname } from 'node:os';
import { release } from '@cordon/platform/root';
import { createTracer, type Logger, noTracer, type Tracer } from '@cordon/platform/telemetry';
import { z } from 'zod';
import { isProtected, Secret } from './stores-settings.ts';

export const TelemetrySettings = z.strictObject({
  traces: z
    .strictObject({
      endpoint: z
        .url({ protocol: /^https?$/ })
        .describe('where an OTLP/HTTP collector takes traces, e.g. https://collector.example:4318/v1/traces'),
      headers: z
        .array(z.strictObject({ name: z.string().regex(/^[\w-]+$/), value: Secret }))
        .default([])
        .describe('what the collector is shown'),
      sample: z.number().min(0).max(1).default(1).describe('the share of traces that is recorded'),
      plain: z
        .boolean()
        .default(false)
        .describe('without TLS, so that what is shown and sent crosses the network readable'),
    })
    .refine(
      ({ endpoint, plain }) => isProtected(endpoint, plain),
      'without https traces would cross the network readable',
    ),
});
export type TelemetrySettings = z.infer<typeof TelemetrySettings>;

interface TracerNeeds {
  /** Reads a secret each time it is needed. */
  secretOf(name: string, secret: Secret): () => string;
  /** What this process does. */
  roles: Iterable<string>;
  log: Logger;
}

export function openTracer(
  settings: TelemetrySettings | undefined,
  { secretOf, roles, log }: TracerNeeds,
): Tracer {
  if (!settings) return noTracer;
  const { traces } = settings;
  const { endpoint, sample } = traces;
  const shown = traces.headers.map(
    ({ name, value }) => [name, secretOf(`telemetry.traces.headers.${name}`, value)] as const,
  );
  return createTracer({
    ...{ endpoint, sample, log },
    headers: () => Object.fromEntries(shown.map(([name, read]) => [name, read()])),
    resource: {
      'service.name': 'cordon',
      'service.version': release,
      'service.instance.id': `${hostname()}/${process.pid}`,
      'cordon.roles': [...roles].join(','),
    },
  });
}
