/** One input, read and checked against the rules. Shared by the main thread and the scan workers. */
import type { Detect } from './detect.ts';
import type { Finding } from './model.ts';
import { type InputReport, readPath } from './readers/index.ts';

export async function scanInput(
  path: string,
  detect: Detect,
  onFindings: (findings: readonly Finding[]) => void,
  onRead: (bytes: number, events: number) => void,
): Promise<InputReport[]> {
  let told = 0;
  let read = 0;
  const reading = readPath(path, {
    onBytes: (bytes) => {
      read += bytes;
    },
  });
  for await (const batch of reading) {
    const findings: Finding[] = [];
    for (const event of batch) {
      const some = detect(event);
      if (some.length > 0) findings.push(...some);
    }
    if (findings.length > 0) onFindings(findings);
    onRead(read - told, batch.length);
    told = read;
  }
  onRead(read - told, 0);
  return [...reading.reports];
}
