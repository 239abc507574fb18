/** Simulated logs of ordinary days, as bodies that a sender posts. */
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { loadScenario, simulate } from '@cordon/simulator';

export interface Body {
  /** Of the log: one kind of record each. */
  name: string;
  lines: number;
  text: string;
}

/**
 * Bodies of about `bytes`. Never the same record twice: repeats would cost less than they should. Of several senders each takes the
 * days of its own, `sender` of `senders`.
 */
export async function* bodies(bytes: number, sender = 0, senders = 1): AsyncGenerator<Body, never> {
  const estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
  const scenario = await loadScenario('ordinary-day', projectPath('content/scenarios'));
  const waiting = new Map<string, { lines: string[]; bytes: number }>();
  for (let seed = 1 + sender; ; seed += senders) {
    for (const { stream, line } of simulate({ estate, scenario, seed })) {
      if (!/^(windows|zeek|fhir)\//.test(stream)) continue;
      const body = waiting.get(stream) ?? { lines: [], bytes: 0 };
      waiting.set(stream, body);
      body.lines.push(line);
      body.bytes += line.length + 1;
      if (body.bytes < bytes) continue;
      waiting.delete(stream);
      yield { name: stream, lines: body.lines.length, text: `${body.lines.join('\n')}\n` };
    }
  }
}
