/** The few file operations a log rests on, in one place so that tests can make each of them fail. */
import { type FileHandle, open } from 'node:fs/promises';

export interface SegmentFile {
  /** Writes all of `bytes` at `position`, or throws. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Returns once everything written is on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export interface LogIo {
  /** `create` fails if the file exists; the others if it does not. */
  open(path: string, mode: 'create' | 'write' | 'read'): Promise<SegmentFile>;
  /** Makes new, renamed and removed names in a folder survive a power cut. */
  syncFolder(path: string): Promise<void>;
}

const flags = { create: 'wx+', write: 'r+', read: 'r' } as const;

async function readAll(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const result = await handle.write(bytes, written, bytes.length - written, position + written);
    written += result.bytesWritten;
  }
}

export const nodeIo: LogIo = {
  async open(path, mode) {
    const handle = await open(path, flags[mode], 0o600);
    return {
      write: (bytes, position) => writeAll(handle, bytes, position),
      sync: () => handle.datasync(),
      truncate: (length) => handle.truncate(length),
      read: (position, length) => readAll(handle, position, length),
      close: () => handle.close(),
    };
  },
  async syncFolder(path) {
    // Windows cannot open folders; there, names are durable with the files themselves.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};
