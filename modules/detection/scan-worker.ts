/** A scanning thread: asks for a path, reads it, sends what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import { createDetect } from './detect.ts';
import { openRules } from './rules/index.ts';
import type { ScanNews, ScanTask, ScanWorkerData } from './scan.ts';
import { scanInput } from './scan-input.ts';

const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread');
const tell = (news: ScanNews): void => port.postMessage(news);

try {
  const { rules, cacheDir, detect: options } = workerData as ScanWorkerData;
  const { ruleSet, refusals } = await openRules(rules, cacheDir);
  const detect = createDetect(ruleSet, options);
  port.on('message', async (task: ScanTask) => {
    if (task === null) return port.close();
    try {
      const reports = await scanInput(
        task.path,
        detect,
        (findings) => tell({ kind: 'findings', findings: [...findings] }),
        (bytes, events) => tell({ kind: 'read', bytes, events }),
      );
      tell({ kind: 'done', reports });
    } catch (error) {
      tell({
        kind: 'failed',
        message: `${task.path}: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  });
  tell({ kind: 'ready', loaded: ruleSet.rules.length, refused: refusals.length });
} catch (error) {
  tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  port.close();
}
