/** A scanning thread: asks for a path, reads it, sends what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ScanNews, ScanTask, ScanWorkerData } from './scan.ts';
import { createScanner, openScanRules } from './scan-input.ts';

const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread');
const tell = (news: ScanNews): void => port.postMessage(news);

try {
  const { rules, detect } = workerData as ScanWorkerData;
  const scanner = createScanner(await openScanRules(rules), detect);
  port.on('message', async (task: ScanTask) => {
    if (task === null) return port.close();
    try {
      tell({ kind: 'done', reports: await scanner.scan(task.path, (step) => tell({ kind: 'step', step })) });
    } catch (error) {
      tell({
        kind: 'failed',
        message: `${task.path}: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  });
} catch (error) {
  tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  port.close();
}
