/** A progress line on standard error while a person watches; nothing at all in a pipe. */

export interface Progress {
  update(doneBytes: number, totalBytes: number, events: number, findings: number): void;
  clear(): void;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0);

function left(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  if (seconds < 60) return `${Math.ceil(seconds)} s left`;
  return `${Math.floor(seconds / 60)} min ${Math.ceil(seconds % 60)} s left`;
}

export function createProgress(
  stream: NodeJS.WriteStream,
  now: () => number = performance.now.bind(performance),
): Progress {
  if (!stream.isTTY) return { update() {}, clear() {} };
  const start = now();
  let drawn = 0;
  return {
    update(done, total, events, findings) {
      const at = now();
      if (at - drawn < 100) return;
      drawn = at;
      const seconds = (at - start) / 1000;
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const filled = Math.round(share * 24);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(24 - filled)}`;
      const text = `${bar} ${Math.floor(share * 100)}%  ${megabytes(done)} of ${megabytes(total)} MB  ${Math.round(events / seconds).toLocaleString('en-GB')} events/s  ${findings.toLocaleString('en-GB')} findings  ${left((seconds * (1 - share)) / share)}`;
      stream.write(`\r\x1b[2K${text.slice(0, stream.columns ?? 120)}`);
    },
    clear() {
      if (drawn) stream.write('\r\x1b[2K');
    },
  };
}
